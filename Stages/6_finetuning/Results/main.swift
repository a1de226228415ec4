//: # 6 · Results
//: The nine rows side by side, and the recipe as the tenth: the vote of its nets, which saw scans of full size
//: and, where `recipe.graders` is 2, learned from both graders.
//: @fold
import Experiment
import Foundation
import Plots
import Retina
import StageKit
import StagePages
import StageProtocol
import Tensors

let stage = try Stage<NoParameters>()
let split = try ChosenFold(path: stage.input("split"))
let frames = try FrameSet(folder: stage.input("frames"))
let exam = try Exam(frames: frames, fold: split.fold)
let vote = try stage.input("vote")
let recipe = try exam.scores(
  name: "recipe", settings: ["model": "recipe", "loss": "dice_ce", "optimizer": "adamw"]
) { question in
  try Raster(readingMask: PredictionGallery.maskPath(question.frame, in: vote))
}
let rows = try stage.inputs("scores").map { try Scores(path: $0.path) } + [recipe]
note(split.split.note)
value("rows", rows.count)
value("fold", split.fold.name)
value("frames", rows.first?.frames.count ?? 0)

//: @end
//: ## How to read the table
//: {{rows}} configurations, judged on the {{frames}} validation frames of fold {{fold}}. The means of
//: MMSegmentation count background, where every model is right: a model that finds nothing at all reaches
//: almost half of mDice, and its mFscore even looks perfect, because what is undefined drops out of the
//: mean. Such a row is marked as collapsed. Fluid alone is the headline, and it has three averages: over
//: all pixels, over subjects, over slices that hold fluid. The last rows have learned nothing, but for the
//: second grader where he graded every frame: he shows how far two experts agree.
//: @fold
let baselines = try Scores.list(path: stage.input("baselines"))
let table = ScoreTable(
  rows + baselines,
  settings: [
    "model", "crop", "iterations", "loss", "optimizer", "decay", "schedule", "auxiliary outputs",
    "auxiliary weight", "weights",
  ])
show(
  scores: table.rows, settings: table.settings, label: "table",
  caption: "The configurations and the rows that have learned nothing, in percent.")

//: ## How sure the numbers are
//: Frames of one eye resemble each other, so subjects are drawn with replacement, not frames: an interval
//: holds 95 % of {{draws}} draws, wants three subjects at least (with fluid, but for the pooled average), and of so
//: few is somewhat narrow. Differences are means over subjects of their own Dice, against the first row and, where he
//: graded every frame, against the second grader; p is the share of sign patterns that differ as much, and cannot
//: fall below 2 / 2ⁿ for n subjects. Fold {{fold}} has {{subjects}} of them; those without fluid for grader 1 count
//: in the pooled average alone: {{pairs}} are compared. The p are those of single comparisons, though there are many.
//:
//: A distance is that of scans where row and grader have an outline: a scan that a row misses drops out of its mean,
//: so that rows with other "slices with outlines" are not compared by it. A lesion is found by a single pixel, so
//: that masks which merge or mark everything do well by lesions. µm and mm² are by the Duke set's pitch, whatever the
//: data.
//:
//: What another seed would do is in none of these numbers: each of the nine rows is one net, and the last of few
//: steps at a rate that hardly falls. No seed was varied; between starts of like cost, Dice moved by many points
//: (docs/decisions/008), and rows that are less far apart than that are not told apart here. The recipe is a vote.
//: @fold
let bootstrap = SubjectBootstrap(seed: stage.seed)
value("draws", bootstrap.draws)
value("subjects", rows.first.map { Set($0.frames.map(\.subject)).count } ?? 0)
let intervals = IntervalTable(
  rows + baselines, references: rows.prefix(1) + baselines.filter { $0.name == Exam.secondGraderName },
  bootstrap: bootstrap)
let pairs = Set(intervals.rows.flatMap(\.differences).compactMap { $0?.subjects })
value("pairs", pairs.sorted().map(String.init).joined(separator: " or "))
show(intervals)
try ScoreTable.write(intervals.csv, to: stage.output("intervals"))

//: ## Beside the published numbers
//: The original's numbers come from the real eyes and from a split that has nearly every patient on both
//: sides. In the `published` profile data, split, sizes and schedules are the original's; its seed was another, and
//: its loader drew frames in another order. Where OpenMMLab's files are not given, its nets had learned far more
//: before: the UNets at full width, from photographs of full size, from thirteen times as many crops, each head by
//: itself; and how ours learned was chosen by what the first row then scored on this very fold
//: (docs/decisions/008), which is kind to ours. The column of weights says what it was, and the difference
//: measures all of that. In every other profile data or split are others, and it only says how far apart the two
//: worlds are.
let beside = ShownTable(
  ComparedScores.of(rows, PublishedScores.finetuned),
  [.init("row") { $0.scores.name }, .init("weights") { $0.scores.settings["weights"] ?? "" }]
    + ComparedColumn.all.map { column in .init(column.title, column.format) { column.value($0) } }
    + [.init("README against notebook") { $0.published?.disagreement ?? "" }])
show(
  beside, label: "published",
  caption: "Each row with what the original's notebook and its README printed for it, in percent.")

//: The README and the notebooks of the original disagree in {{places}} places.
//: @fold
value("places", PublishedDisagreement.all.count)
show(
  ShownTable(
    PublishedDisagreement.all,
    [.init("place") { $0.place }, .init("README") { $0.readme }, .init("notebook") { $0.notebook }]),
  label: "disagreements", caption: "Where the original's README says something else than its notebooks.")

//: ## Every frame of every row
let chart = BarChart(
  title: "Fluid Dice by configuration", valueLabel: "fluid Dice, pooled, %",
  rows: rows.map { row in
    BarChart.Row(
      row.name, row.pooledDice.map { 100 * $0 } ?? .nan,
      observations: row.frames.compactMap(\.dice).map { 100 * $0 })
  })
show(
  svg: chart.svg, label: "dice", caption: "Bars: pooled fluid Dice. Dots: single frames.",
  alt: rows.map { "\($0.name): \(ScoreColumn.text(share: $0.pooledDice))" }.joined(separator: "; "))

//: ## One against the other
//: Grader 1 is solid, every prediction dashed. Switch the rows on and off, or choose two and wipe between
//: them. The scans stand in the order of the fold, and the two best rows are shown at first.
let folders = try stage.inputs("masks").map(\.path) + [vote]
let ranked = rows.enumerated().sorted {
  ($1.element.pooledDice ?? -1, $0.offset) < ($0.element.pooledDice ?? -1, $1.offset)
}
let comparison = try Comparison(
  rows: ranked.map(\.element.name), folders: ranked.map { folders[$0.offset] }, exam: exam)
show(
  scans: comparison.scans, layers: comparison.layers, sheet: comparison.sheet, label: "comparison",
  caption: "The predictions of all rows on the validation frames of fold \(split.fold.name).",
  alt: "The frames with the prediction of \(ranked.first?.element.name ?? "no row"): green is fluid that was "
    + "found, orange missed, purple false.")

//: ### The other grader as reference
//: The same masks, judged by what grader 2 marked, where he did: a model that learned grader 1's habits loses here.
//: The recipe learns from both where `recipe.graders` is 2.
//: @fold
let second = try Exam.secondOpinion(
  rows: rows, masks: folders, frames: frames, fold: split.fold)
show(
  scores: second, tellsNotes: false, label: "second",
  caption: "The configurations against grader 2; empty where he graded nothing.")

//: The best row by pooled fluid Dice is {{best}} with {{dice|%.2f}} %.
let best = rows.filter { $0.pooledDice != nil }.max { ($0.pooledDice ?? 0) < ($1.pooledDice ?? 0) }
value("best", best?.name ?? "none")
value("dice", best?.pooledDice.map { 100 * $0 })

//: The same table for other programs.
try ScoreTable.write(table.csv, to: stage.output("table"))
try ScoreTable.write(table.markdown, to: stage.output("markdown"))
try ScoreTable.write(table.summary, to: stage.output("summary"))
let lines = zip(beside.rows, beside.texts).map { row, texts in zip(row, texts).map { $0 == .null ? "" : $1 } }
try ScoreTable.write(
  ([beside.columns.map(\.title)] + lines).map { $0.map(ScoreTable.escaped).joined(separator: ",") + "\n" }
    .joined(),
  to: stage.output("published"))
