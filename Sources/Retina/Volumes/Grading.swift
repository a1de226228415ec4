public import Tensors

/// What one grader said of one B-scan.
///
/// A scan that nobody looked at is not a scan without fluid: only `graded` has a mask.
public enum Grading: Equatable, Sendable {
  /// The grader never looked at the scan.
  case ungraded
  /// The grader marked it: 1 is fluid, 0 is not.
  case graded(Raster)

  /// The mask, if there is one.
  public var mask: Raster? {
    switch self {
    case .ungraded: nil
    case .graded(let mask): mask
    }
  }

  /// The number of fluid pixels, if the scan was graded.
  public var fluidPixels: Int? { mask.map { $0.pixels.reduce(0) { $0 + ($1 == 0 ? 0 : 1) } } }
}
