import Experiment
import Foundation

/// A row of a table of intervals, as stage 6 wrote it: comma separated values, a name first.
struct IntervalRow {
  let name: String
  /// The headings of the values.
  let titles: [String]
  /// As written; empty where undefined.
  let values: [String]

  /// Reads a table; throws `ExperimentError.file` when it is none.
  static func rows(path: String) throws -> [IntervalRow] {
    try rows(of: String(contentsOfFile: path, encoding: .utf8), path: path)
  }

  /// The row of scores by themselves, without differences to others; nil where the row of other scans could be
  /// the same, as of nets that found nothing.
  static func alone(_ scores: Scores, seed: UInt64) throws -> IntervalRow? {
    let table = IntervalTable([scores], references: [], bootstrap: SubjectBootstrap(seed: seed))
    let hasIntervals = table.rows.contains { $0.intervals.contains { $0 != nil } }
    if scores.isCollapsed && hasIntervals { return nil }
    return try rows(of: table.csv, path: scores.name).first
  }

  /// Whether a row has another's name, averages and intervals, before whatever columns of its own.
  ///
  /// A name alone says too little: a table brings the scans of all nets together that bear it.
  func begins(as other: IntervalRow) -> Bool {
    name == other.name && titles.starts(with: other.titles) && values.starts(with: other.values)
  }

  private static func rows(of text: String, path: String) throws -> [IntervalRow] {
    let lines = text.unicodeScalars.split(separator: "\n").map(cells)
    guard let heading = lines.first, heading.first == "name", lines.allSatisfy({ $0.count == heading.count })
    else {
      throw ExperimentError.file(path: path, expected: "a table that begins with name", found: "another")
    }
    return lines.dropFirst().map { line in
      IntervalRow(name: line[0], titles: Array(heading.dropFirst()), values: Array(line.dropFirst()))
    }
  }

  /// The cells of a line; a quoted one may hold commas and doubled quotes.
  private static func cells(_ line: Substring.UnicodeScalarView) -> [String] {
    var cells = [String.UnicodeScalarView()]
    var isQuoted = false
    for scalar in line {
      switch scalar {
      case "\"":
        // A doubled quote ends the quotation and begins it again: one of the two stays.
        if !isQuoted && !cells[cells.count - 1].isEmpty { cells[cells.count - 1].append("\"") }
        isQuoted.toggle()
      case "," where !isQuoted: cells.append(String.UnicodeScalarView())
      default: cells[cells.count - 1].append(scalar)
      }
    }
    return cells.map { String($0) }
  }
}
