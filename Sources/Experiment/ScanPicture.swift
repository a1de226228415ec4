import Plots
import Retina
public import Tensors

/// A scan for a page: a gray picture of moderate size, and exact outlines over it.
public struct ScanPicture: Sendable {
  /// The PNG file's bytes; beyond `largest` columns the scan is shrunk by a whole factor.
  public let png: [UInt8]
  /// The scan's own size, in which the outlines are given.
  public let width: Int, height: Int
  /// For each layer the data of an SVG path; empty where there is no mask or nothing is set.
  public let paths: [String]

  /// Half of a scan of the Duke set: speckle at full size would be four times the bytes.
  static let largest = 400

  /// A scan with masks of its size; nil for a layer that it lacks.
  public init(_ image: Raster, outlines: [Raster?]) {
    png = image.shrunk(to: Self.largest).pngBytes()
    (width, height) = (image.width, image.height)
    paths = outlines.map { mask in mask.map { Contours(of: $0).path } ?? "" }
  }
}

extension Raster {
  /// The raster for a contact sheet: at most 200 columns.
  public func thumbnail() -> Raster { shrunk(to: 200) }

  /// Shrinks by the least whole factor that leaves at most `columns`.
  fileprivate func shrunk(to columns: Int) -> Raster {
    let factor = max(1, (width + columns - 1) / columns)
    return areaResized(width: max(1, width / factor), height: max(1, height / factor))
  }
}
