public import StageProtocol

/// A column of a table that is built from rows of one type.
public struct TableColumn<Row> {
  /// The column's title and number format.
  public var column: ShownTable.Column
  /// The value of a row in this column.
  public var value: (Row) -> JSONValue

  /// A column whose numbers have six significant digits.
  public init(_ title: String, _ value: @escaping (Row) -> some ShownValue) {
    column = ShownTable.Column(title)
    self.value = { row in value(row).shown }
  }

  /// A column with a format for its numbers, as for `NumberFormat`; a wrong one traps.
  public init(_ title: String, _ format: String, _ value: @escaping (Row) -> some ShownValue) {
    precondition(NumberFormat(format) != nil, "column '\(title)': '\(format)' is no number format")
    column = ShownTable.Column(title, format: format)
    self.value = { row in value(row).shown }
  }
}

extension ShownTable {
  /// A table with a row for each element: `ShownTable(scores, [.init("model", \.name), …])`.
  public init<Row>(_ rows: some Sequence<Row>, _ columns: [TableColumn<Row>]) {
    self.init(
      columns: columns.map(\.column), rows: rows.map { row in columns.map { $0.value(row) } })
  }
}
