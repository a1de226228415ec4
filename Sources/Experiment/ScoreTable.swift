private import Foundation

/// Rows of scores as files that other programs read.
public struct ScoreTable: Sendable {
  /// The rows, in the order of the table.
  public let rows: [Scores]
  /// The settings that get a column each.
  public let settings: [String]

  /// A table; settings that a row lacks stay empty.
  public init(_ rows: [Scores], settings: [String]) {
    self.rows = rows
    self.settings = settings
  }

  /// The headings.
  public var titles: [String] {
    ["name"] + settings + ScoreColumn.all.map(\.title) + ["note"]
  }

  /// The cells of a row, as text.
  public func cells(_ row: Scores) -> [String] {
    [row.name] + settings.map { row.settings[$0] ?? "" } + ScoreColumn.all.map { $0.text(row) }
      + [Self.note(row)]
  }

  /// What a reader must know of a row before its numbers.
  public static func note(_ row: Scores) -> String { row.isCollapsed ? "collapsed: finds no fluid" : "" }

  /// Comma separated values; cells that a spreadsheet would take for a formula get an apostrophe.
  public var csv: String {
    ([titles] + rows.map(cells)).map { $0.map(Self.escaped).joined(separator: ",") + "\n" }.joined()
  }

  /// A table for forges.
  public var markdown: String {
    let lines = [titles, titles.map { _ in "---" }] + rows.map(cells)
    return lines.map { "| " + $0.map(Self.cell).joined(separator: " | ") + " |\n" }.joined()
  }

  /// The columns that a terminal has room for, aligned: names, mDice, fluid alone, the note.
  public var summary: String {
    let columns = ScoreColumn.all.filter { $0.isEssential }
    let lines =
      [["row"] + columns.map(\.title) + [""]]
      + rows.map { row in [row.name] + columns.map { $0.text(row) } + [Self.note(row)] }
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let cells = line.enumerated().map { column, text in
        let gap = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 || column == line.count - 1 ? text + gap : gap + text
      }
      return cells.joined(separator: "  ").trimmingSuffix(" ") + "\n"
    }.joined()
  }

  /// Writes a text; throws `ExperimentError.file` when it cannot.
  public static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      throw ExperimentError.file(path: path, expected: "a place to write", found: "\(error)")
    }
  }

  private static func cell(_ text: String) -> String {
    text.unicodeScalars.split(separator: "|", omittingEmptySubsequences: false).map { String($0) }
      .joined(separator: "\\|")
  }

  /// A cell of comma separated values; one that a spreadsheet would take for a formula gets an apostrophe.
  ///
  /// Readers go by bytes or scalars: a comma that a combining mark follows parts cells all the same.
  public static func escaped(_ text: String) -> String {
    let isFormula = text.unicodeScalars.first.map(isFormulaSign) == true && Double(text) == nil
    let safe = isFormula ? "'" + text : text
    guard safe.unicodeScalars.contains(where: partsCells) else { return safe }
    var quoted = "\"".unicodeScalars
    for scalar in safe.unicodeScalars {
      if scalar == "\"" { quoted.append(scalar) }
      quoted.append(scalar)
    }
    quoted.append("\"")
    return String(quoted)
  }

  private static func isFormulaSign(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "=" || scalar == "+" || scalar == "-" || scalar == "@"
  }

  private static func partsCells(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "," || scalar == "\"" || scalar == "\n" || scalar == "\r"
  }
}

extension String {
  /// The text without the given character at its end.
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var text = self
    while text.last == character { text.removeLast() }
    return text
  }
}
