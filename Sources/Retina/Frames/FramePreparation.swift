public import Tensors

/// How a scan becomes the frame that a net sees: at its own size, or as a square.
public enum FramePreparation: Codable, Hashable, Sendable, CustomStringConvertible {
  /// The scan itself.
  case full
  /// A square of `side` pixels.
  case square(side: Int, filter: Filter)

  /// How a scan is made a square.
  public enum Filter: String, Codable, Sendable {
    /// Pillow's bicubic filter, on the 8-bit image and on the 0/1 mask, as the published data were made.
    case bicubic
    /// The image by the mean of what a pixel covers; a mask keeps its share of the frame.
    case area
  }

  /// The image that a net sees.
  public func image(_ image: Raster) -> Raster {
    switch self {
    case .full: image
    case .square(let side, .bicubic): image.pillowBicubic(width: side, height: side)
    case .square(let side, .area): image.areaResized(width: side, height: side)
    }
  }

  /// A mask of 0 and 1 at the size of that image.
  public func mask(_ mask: Raster) -> Raster {
    switch self {
    case .full: mask
    case .square(let side, .bicubic): mask.pillowBicubic(width: side, height: side)
    case .square(let side, .area): mask.maskResized(width: side, height: side)
    }
  }

  /// A scan with all its gradings.
  public func scan(_ scan: BScan) -> BScan {
    if self == .full { return scan }
    return BScan(
      slice: scan.slice, image: image(scan.image),
      gradings: scan.gradings.map { grading in grading.mask.map { .graded(mask($0)) } ?? .ungraded })
  }

  /// `full size` or `128×128, bicubic`.
  public var description: String {
    switch self {
    case .full: "full size"
    case .square(let side, let filter): "\(side)×\(side), \(filter.rawValue)"
    }
  }
}
