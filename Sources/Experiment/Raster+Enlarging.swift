import Retina
import Tensors

extension Raster {
  /// The raster with both sides times `scale`, as MMSegmentation's Resize does; 1 leaves it as it is.
  ///
  /// Images are bilinear, labels nearest. Throws `ExperimentError.parameter` beyond 2²⁶ pixels, for which
  /// a net's feature maps would not fit into memory.
  func enlarged(by scale: Double, isLabels: Bool = false) throws -> Raster {
    let sides = [width, height].map { max(1, (Double($0) * scale).rounded()) }
    guard sides[0] * sides[1] <= 0x1p26 else {
      throw ExperimentError.parameter(
        name: "inference.scale", expected: "frames of at most 2^26 pixels",
        found: "\(width)×\(height) times \(scale)")
    }
    guard scale != 1 else { return self }
    let (columns, rows) = (Int(sides[0]), Int(sides[1]))
    return isLabels
      ? openCVNearest(width: columns, height: rows) : openCVBilinear(width: columns, height: rows)
  }
}
