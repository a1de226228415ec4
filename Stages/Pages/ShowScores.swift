public import Experiment
import Plots
import StageKit
import StageProtocol

/// Shows rows of scores under the cell that calls, with every column of the field.
///
/// The averages of fluid Dice come first, then `settings` by their keys, then the other columns; with `tellsNotes`,
/// the default, what is odd about a row comes last.
public func show(
  scores rows: [Scores], settings: [String] = [], tellsNotes: Bool = true, label: String, caption: String,
  file: String = #fileID, line: Int = #line, column: Int = #column
) {
  let columns = ScoreColumn.all.map { column in
    TableColumn<Scores>(column.title, column.format) { column.value($0) }
  }
  show(
    ShownTable(
      rows,
      [.init("row") { $0.name }]
        + columns.prefix(FluidMean.allCases.count)
        + settings.map { key in .init(key) { $0.settings[key] ?? "" } }
        + columns.dropFirst(FluidMean.allCases.count)
        + (tellsNotes ? [.init("note") { ScoreTable.note($0) }] : [])),
    label: label, caption: caption, file: file, line: line, column: column)
}

/// Shows intervals over subjects and paired differences under the cell that calls.
public func show(
  _ intervals: IntervalTable, label: String = "intervals", file: String = #fileID, line: Int = #line,
  column: Int = #column
) {
  show(
    ShownTable(
      intervals.rows,
      [.init("row") { $0.scores.name }]
        + intervals.columns.map { column in .init(column.title, column.format) { column.value($0) } }),
    label: label, caption: "95 % intervals over subjects, and paired differences in points.", file: file,
    line: line, column: column)
}

/// Shows the fluid Dice of single scans under the cell that calls, as strips by subject.
public func show(
  strips scores: Scores, file: String = #fileID, line: Int = #line, column: Int = #column
) {
  show(
    svg: scores.strips.svg, label: "strips", caption: "Fluid Dice of single scans by subject.",
    alt: "Fluid Dice by scan: "
      + scores.frames.map { "\($0.frame) \(ScoreColumn.text(share: $0.dice))" }.joined(separator: "; "),
    file: file, line: line, column: column)
}
