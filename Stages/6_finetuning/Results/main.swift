//: # 6 · Results
//: The nine rows side by side.
import Experiment
import Foundation
import Plots
import Retina
import StageKit
import StageProtocol

let stage = try Stage<NoParameters>()
let split = try ChosenFold(path: stage.input("split"))
let rows = try stage.inputs("scores").map { try Scores(path: $0.path) }
note(split.split.note)
value("rows", rows.count)
value("fold", split.fold.name)
value("frames", rows.first?.frames.count ?? 0)

//: ## How to read the table
//: {{rows}} configurations, judged on the {{frames}} validation frames of fold {{fold}}. The means of
//: MMSegmentation count background, where every model is right: a model that finds nothing at all reaches
//: almost half of mDice, and its mFscore even looks perfect, because what is undefined drops out of the
//: mean. Such a row is marked as collapsed. Fluid alone is the headline, and it has three averages: over
//: all pixels, over subjects, over slices that hold fluid. The last rows have learned nothing, but for the
//: second grader, who shows how far two experts agree.
let baselines = try Scores.list(path: stage.input("baselines"))
let table = ScoreTable(rows + baselines, settings: ["model", "crop", "iterations", "loss", "optimizer"])
show(
  ShownTable(
    table.rows,
    [.init("row") { $0.name }]
      + table.settings.map { key in .init(key) { $0.settings[key] ?? "" } }
      + ScoreColumn.all.map { column in .init(column.title, "%.2f") { column.value($0) } }
      + [.init("note") { ScoreTable.note($0) }]),
  label: "table", caption: "The configurations and the rows that have learned nothing, in percent.")

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

//: The best row by pooled fluid Dice is {{best}} with {{dice|%.2f}} %.
let best = rows.filter { $0.pooledDice != nil }.max { ($0.pooledDice ?? 0) < ($1.pooledDice ?? 0) }
value("best", best?.name ?? "none")
value("dice", best?.pooledDice.map { 100 * $0 })

//: The same table for other programs.
try ScoreTable.write(table.csv, to: stage.output("table"))
try ScoreTable.write(table.markdown, to: stage.output("markdown"))
try ScoreTable.write(table.summary, to: stage.output("summary"))
