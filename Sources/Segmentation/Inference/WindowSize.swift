/// The height and width of a sliding window, or the steps between windows down and across, in pixels.
///
/// A number alone is both.
public struct WindowSize: Sendable, Hashable, Codable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int

  /// A window of that height and width.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// A square window.
  public init(_ side: Int) { self.init(height: side, width: side) }

  /// A square window.
  public init(integerLiteral side: Int) { self.init(side) }

  /// Height × width.
  public var description: String { "\(height)×\(width)" }
}
