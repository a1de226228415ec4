//: # 6 · Results
//: The nine rows side by side.
//: @fold
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

//: @end
//: ## How to read the table
//: {{rows}} configurations, judged on the {{frames}} validation frames of fold {{fold}}. The means of
//: MMSegmentation count background, where every model is right: a model that finds nothing at all reaches
//: almost half of mDice, and its mFscore even looks perfect, because what is undefined drops out of the
//: mean. Such a row is marked as collapsed. Fluid alone is the headline, and it has three averages: over
//: all pixels, over subjects, over slices that hold fluid. The last rows have learned nothing, but for the
//: second grader, who shows how far two experts agree.
//: @fold
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

//: ## Beside the published numbers
//: The original's numbers come from the real eyes and from a split that has nearly every patient on both
//: sides. In the `published` profile the difference measures the reproduction; in every other profile data
//: or split are others, and the column only says how far apart the two worlds are.
show(
  ShownTable(
    ComparedScores.of(rows, PublishedScores.finetuned),
    [
      .init("row") { $0.scores.name }, .init("fluid Dice %", "%.2f") { $0.fluidDice },
      .init("published %", "%.2f") { $0.published?.fluidDice },
      .init("difference", "%+.2f") { $0.fluidDelta },
      .init("mDice %", "%.2f") { $0.meanDice },
      .init("published mDice %", "%.2f") { $0.published?.meanDice },
      .init("mDice difference", "%+.2f") { $0.meanDelta },
    ]),
  label: "published", caption: "Each row with what the original printed for it, and the difference in points."
)

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
let frames = try FrameSet(folder: stage.input("frames"))
let ranked = rows.enumerated().sorted {
  ($1.element.pooledDice ?? -1, $0.offset) < ($0.element.pooledDice ?? -1, $1.offset)
}
let comparison = try Comparison(
  rows: ranked.map(\.element.name), folders: ranked.map { try stage.inputs("overlays")[$0.offset].path },
  exam: Exam(frames: frames, fold: split.fold))
show(
  scans: comparison.scans, layers: comparison.layers, sheet: comparison.sheet, label: "comparison",
  caption: "The predictions of all rows on the validation frames of fold \(split.fold.name).",
  alt: "The frames with the prediction of \(ranked.first?.element.name ?? "no row"): green is fluid that was "
    + "found, orange missed, purple false.")

//: The best row by pooled fluid Dice is {{best}} with {{dice|%.2f}} %.
let best = rows.filter { $0.pooledDice != nil }.max { ($0.pooledDice ?? 0) < ($1.pooledDice ?? 0) }
value("best", best?.name ?? "none")
value("dice", best?.pooledDice.map { 100 * $0 })

//: The same table for other programs.
try ScoreTable.write(table.csv, to: stage.output("table"))
try ScoreTable.write(table.markdown, to: stage.output("markdown"))
try ScoreTable.write(table.summary, to: stage.output("summary"))
