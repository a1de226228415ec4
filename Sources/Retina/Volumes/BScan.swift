public import Tensors

/// One cross section of the retina with what the graders said of it.
public struct BScan: Equatable, Sendable {
  /// The place in the volume, from 0.
  public let slice: Int
  /// Reflectivity: rows are depth from the top, columns are A-scans; one channel.
  public let image: Raster
  /// The gradings, grader 1 first.
  public let gradings: [Grading]

  /// A scan; traps when a mask has another size than the image.
  public init(slice: Int, image: Raster, gradings: [Grading]) {
    for mask in gradings.compactMap(\.mask) {
      precondition(
        (mask.width, mask.height) == (image.width, image.height),
        "a mask of \(mask.width)×\(mask.height) on a scan of \(image.width)×\(image.height)")
    }
    self.slice = slice
    self.image = image
    self.gradings = gradings
  }

  /// Whether any grader looked at the scan.
  public var isGraded: Bool { gradings.contains { $0 != .ungraded } }
}
