/// A line and column of pipeline.yaml, for messages.
public struct SourcePlace: Hashable, Sendable, CustomStringConvertible {
  /// The file as a person named it.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// The column, from 1.
  public let column: Int

  /// A place in a file.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `pipeline.yaml:3:7`.
  public var description: String { "\(file):\(line):\(column)" }
}
