//: # 6 · Levers
//: What each part of the recipe brings. Every row leaves one lever out, or begins with other weights, and is
//: otherwise the recipe with seed 1: the same folds, the same scans, the same length.
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
//: Every scan is judged by the net that was trained without its fold. Differences are means over subjects of
//: their own Dice, against the first row; p is the share of sign patterns that differ as much, and cannot fall
//: below 2 / 2ⁿ for n subjects. Other seeds show how much of a difference is chance.
let groups = ["recipe", "changed"]
let scores = try groups.flatMap { try stage.inputs("\($0)-scores").map { try Scores(path: $0.path) } }
let masks = try groups.flatMap { try stage.inputs("\($0)-masks").map(\.path) }
let pooled = try PooledRows(cells: scores, masks: masks, exam: exam)
if !pooled.incomplete.isEmpty {
  note("Not every fold has been run: \(pooled.incomplete.joined(separator: ", ")).")
}
let rows = pooled.rows
let table = ScoreTable(rows, settings: ["origin"])
show(
  scores: rows, settings: ["origin"], label: "table",
  caption: "The recipe, and the recipe with one thing changed.")
try ScoreTable.write(table.csv, to: stage.output("table"))
try ScoreTable.write(table.summary, to: stage.output("summary"))

let intervals = IntervalTable(
  rows, references: Array(rows.prefix(1)), bootstrap: SubjectBootstrap(seed: stage.seed))
show(intervals, label: "differences")
try ScoreTable.write(intervals.csv, to: stage.output("intervals"))

let chart = BarChart(
  title: "Fluid Dice with one thing changed", valueLabel: "fluid Dice, pooled, %",
  rows: rows.map { row in
    BarChart.Row(
      row.name, row.pooledDice.map { 100 * $0 } ?? .nan,
      observations: row.subjectDice.sorted { $0.key < $1.key }.map { 100 * $0.value })
  })
show(
  svg: chart.svg, label: "dice", caption: "Bars: pooled fluid Dice. Dots: subjects.",
  alt: rows.map { "\($0.name): \(ScoreColumn.text(share: $0.pooledDice))" }.joined(separator: "; "))
