//: # 6 · Levers
//: What each part of the recipe brings. Every row leaves one lever out, or begins with weights that have learned
//: something else before, and is otherwise the recipe with seed 1: the same folds, scans, steps and random
//: numbers. Three rows cannot change one thing alone: at full resolution a step of the same cost holds fewer
//: crops, without the band crops are smaller than scans, and with one grader each sample comes twice as often.
//: Other origins cost their own steps on top.
//: @fold
import Experiment
import Plots
import Retina
import StageKit
import StagePages
import StageProtocol
import Tensors

let stage = try Stage<NoParameters>()
let frames = try FrameSet(folder: stage.input("frames"))
let split = try ChosenFold(path: stage.input("split")).split
let exam = try Exam(frames: frames, folds: split.folds)
note(split.note)

//: @end
//: ## The table
//: Every scan is judged by the net that was trained without its fold.
//: @fold
func scores(of group: String) throws -> [Scores] {
  try stage.inputs("\(group)-scores").map { try Scores(path: $0.path) }
}
let cells = try (recipe: scores(of: "recipe"), changed: scores(of: "changed"))
let masks = try ["recipe", "changed"].flatMap { try stage.inputs("\($0)-masks").map(\.path) }
let pooled = try PooledRows(cells: cells.recipe + cells.changed, masks: masks, exam: exam)
if !pooled.incomplete.isEmpty {
  note("Not every fold has been run: \(pooled.incomplete.joined(separator: ", ")).")
}
let recipeNames = Set(cells.recipe.map(\.name))
let recipe = pooled.rows.filter { recipeNames.contains($0.name) }
let changed = pooled.rows.filter { !recipeNames.contains($0.name) }
guard !recipe.isEmpty else {
  stage.fail("expected a row of the recipe with every fold, found none: run recipe, then this stage again")
}
let rows = recipe + changed
let table = ScoreTable(rows, settings: ["origin"])
show(
  scores: rows, settings: ["origin"], label: "table",
  caption: "The recipe, and the recipe with one thing changed.")
try ScoreTable.write(table.csv, to: stage.output("table"))
try ScoreTable.write(table.summary, to: stage.output("summary"))

//: ## What each brings
//: A row's difference is the mean over subjects of their own Dice minus {{reference}}: where it is below 0, the
//: recipe loses without its lever, or the other origin is the worse one. The interval
//: draws subjects with replacement, {{draws}} times; of ten subjects it is somewhat narrow, about nine in ten such
//: intervals would hold the truth. p is the share of sign patterns that differ as much and cannot fall below 2 / 2ⁿ
//: for n subjects; Holm's p holds for all changed rows here together, and rises with every further one.
//:
//: Both speak of these nets. Each row is one net for each fold, and the subjects of a fold share it: another seed
//: moves a row, too. {{seeds}} Against seed 1 alone, where it was run, from which a row differs in nothing but its
//: change, the column beside says how large it is; it has no p, and where seed 1 is the lowest of several seeds, as
//: on the Duke eyes, every row looks better by it.
//: @fold
let bootstrap = SubjectBootstrap(seed: stage.seed)
let hasSeeds = recipe.count > 1
value("reference", hasSeeds ? "the mean of the recipe's \(recipe.count) rows" : "that of the recipe's row")
value(
  "seeds",
  hasSeeds
    ? "The recipe's own rows show by how much: each is held against the others, from which it differs in nothing "
      + "else; a difference within their range is no evidence, and one hardly beyond it little. That they have a p "
      + "as small as they have is what p says of another training: nothing."
    : "By how much, one seed of the recipe does not show.")
value("draws", bootstrap.draws)
let effects = rows.compactMap { row in
  LeverEffect(row, recipe: recipe.filter { $0.name != row.name }, bootstrap: bootstrap)
}
let corrected = Dictionary(
  uniqueKeysWithValues: {
    let tested = effects.filter { !recipeNames.contains($0.name) }
    return zip(tested.map(\.name), LeverEffect.corrected(tested.map(\.paired.probability)))
  }())
let comparison = ShownTable(
  effects,
  [
    .init("row") { $0.name }, .init("changed") { $0.change },
    .init("difference", "%+.2f") { 100 * $0.paired.mean },
    .init("from", "%+.2f") { $0.interval.map { 100 * $0.lowerBound } },
    .init("to", "%+.2f") { $0.interval.map { 100 * $0.upperBound } },
    .init("p", "%.4f") { $0.paired.probability },
    .init("Holm's p", "%.4f") { corrected[$0.name] },
    .init("minus \(LeverEffect.twin)", "%+.2f") { $0.sameSeed.map { 100 * $0 } },
    .init("subjects") { $0.paired.subjects },
  ])
show(comparison, label: "effects", caption: "Differences to the recipe, in points of fluid Dice.")
try ScoreTable.write(comparison.csv, to: stage.output("effects"))

let chart = BarChart(
  title: "With one thing changed",
  summary: zip(effects, comparison.texts).map { "\($0.name): \($1[2]) points" }.joined(separator: "; "),
  valueLabel: "points of fluid Dice against the recipe, mean of subjects",
  rows: effects.map { effect in
    BarChart.Row(
      // Rounded, as the chart writes all digits that it is given.
      effect.name, (10_000 * effect.paired.mean).rounded() / 100,
      interval: effect.interval.map { 100 * $0.lowerBound...100 * $0.upperBound },
      observations: effect.differences.map { 100 * $0.value })
  })
show(
  svg: chart.svg, label: "differences",
  caption: "Bars: the mean difference with its interval. Dots: subjects."
    + (hasSeeds ? " The recipe's rows show what a seed does." : ""),
  alt: chart.summary)

//: ### Subject by subject
//: @fold
let subjects = effects.first?.differences.map(\.subject) ?? []
show(
  ShownTable(
    effects,
    [.init("row") { $0.name }]
      + subjects.map { subject in
        .init(subject, "%+.1f") { $0.differences.first { $0.subject == subject }.map { 100 * $0.value } }
      }), label: "subjects", caption: "The same differences for each subject.")

//: ## How sure the rows are
//: A distance is that of scans where row and grader have an outline: a scan that a row misses drops out of its mean,
//: so that rows with other "slices with outlines" are not compared by it. A lesion is found by a single pixel, so
//: that masks which merge or mark everything do well by lesions.
//: @fold
let intervals = IntervalTable(rows, references: [], bootstrap: bootstrap)
show(intervals)
try ScoreTable.write(intervals.csv, to: stage.output("intervals"))

//: ## The other grader as reference
//: Where grader 2 graded every scan, the same masks, judged by what he marked: levers that follow one grader more
//: closely lose here.
//: @fold
if try exam.questions.allSatisfy({ try frames.isGraded($0.frame, by: 2) }) {
  let other = try PooledRows(
    cells: cells.recipe + cells.changed, masks: masks,
    exam: Exam(frames: frames, folds: split.folds, grader: 2, among: 1))
  show(scores: other.rows, tellsNotes: false, label: "second", caption: "The rows against grader 2.")
}

extension ShownTable {
  /// Comma separated values; what is undefined stays empty.
  fileprivate var csv: String {
    let cells = zip(rows, texts).map { row, texts in zip(row, texts).map { $0 == .null ? "" : $1 } }
    return ([columns.map(\.title)] + cells).map { $0.map(ScoreTable.escaped).joined(separator: ",") + "\n" }
      .joined()
  }
}
