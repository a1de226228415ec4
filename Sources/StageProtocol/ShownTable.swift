/// A table as a stage shows it: titles, number formats and plain values.
public struct ShownTable: Codable, Sendable, Equatable {
  /// A column's title and the way its numbers are written.
  public struct Column: Codable, Sendable, Equatable {
    /// The title.
    public var title: String
    /// How numbers are written, such as `%.3f`, or nil for six significant digits.
    public var format: String?
    /// A column; numbers without a format have six significant digits.
    public init(_ title: String, format: String? = nil) {
      self.title = title
      self.format = format
    }
  }

  /// The columns from left to right.
  public var columns: [Column]
  /// The rows from top to bottom, a value for each column; null is shown as a dash.
  public var rows: [[JSONValue]]

  /// A table; traps when a row has another count than the columns.
  public init(columns: [Column], rows: [[JSONValue]]) {
    for (index, row) in rows.enumerated() {
      precondition(
        row.count == columns.count,
        "row \(index) of a table has \(row.count) values for \(columns.count) columns")
    }
    self.columns = columns
    self.rows = rows
  }

  /// The values as people read them.
  public var texts: [[String]] {
    let formats = columns.map { column in column.format.flatMap(NumberFormat.init) }
    return rows.map { row in zip(row, formats).map { value, format in value.text(format) } }
  }

  /// Whether a column holds numbers only, so that it is aligned to the right.
  public func isNumeric(_ column: Int) -> Bool {
    var hasNumber = false
    for row in rows where column < row.count {
      switch row[column] {
      case .integer, .number: hasNumber = true
      case .null: break
      default: return false
      }
    }
    return hasNumber
  }

  /// The table for a terminal: columns padded with blanks.
  public var plainText: String {
    let lines = [columns.map(\.title)] + texts
    let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let padded = lines.map { line in
      columns.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - line[column].count)
        return isNumeric(column) ? blanks + line[column] : line[column] + blanks
      }
    }
    return padded.map { line in trimmingEnd(line.joined(separator: "  ")) }.joined(separator: "\n")
  }

  private func trimmingEnd(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
