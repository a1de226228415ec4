import Tensors

/// How many rows and columns of a scan are one for a net.
///
/// Pixels of a scan are higher than wide, or the other way: rows of the Duke scans lie 3.87 µm apart and columns
/// 11.33 µm.
public struct Reduction: Decodable, Equatable, Sendable, CustomStringConvertible {
  /// Rows that are one.
  public let rows: Int
  /// Columns that are one.
  public let columns: Int

  /// Full resolution.
  public static let none = Reduction(rows: 1, columns: 1)

  /// So many rows and columns, at least one of each.
  public init(rows: Int, columns: Int) {
    precondition(rows > 0 && columns > 0, "a reduction by \(rows) and \(columns) leaves nothing")
    (self.rows, self.columns) = (rows, columns)
  }

  /// A text such as `2`, for both, or `4x1`, rows first; nil for any other.
  public init?(_ text: String) {
    let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(numbers.count), let rows = numbers[0], let columns = numbers[numbers.count - 1],
      (1...64).contains(rows), (1...64).contains(columns)
    else { return nil }
    self.init(rows: rows, columns: columns)
  }

  /// `2` or `4x1`.
  public var description: String { rows == columns ? "\(rows)" : "\(rows)x\(columns)" }

  /// Pixels of a scan that are one.
  var area: Int { rows * columns }

  /// Rows of the scan by which a step to the next row goes further than one to the next column.
  var aspect: Float { Float(rows) / Float(columns) }

  /// The size of a reduced image, at least one pixel.
  func size(of image: Raster) -> (width: Int, height: Int) {
    (max(1, image.width / columns), max(1, image.height / rows))
  }
}
