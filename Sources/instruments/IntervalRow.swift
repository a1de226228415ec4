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
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.split(separator: "\n").map(cells)
    guard let heading = lines.first, heading.first == "name", lines.allSatisfy({ $0.count == heading.count })
    else {
      throw ExperimentError.file(path: path, expected: "a table that begins with name", found: "another")
    }
    return lines.dropFirst().map { line in
      IntervalRow(name: line[0], titles: Array(heading.dropFirst()), values: Array(line.dropFirst()))
    }
  }

  /// The cells of a line; a quoted one may hold commas and doubled quotes.
  private static func cells(_ line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"":
        // A doubled quote ends the quotation and begins it again: one of the two stays.
        if !isQuoted && !(cells.last ?? "").isEmpty { cells[cells.count - 1].append("\"") }
        isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }
}
