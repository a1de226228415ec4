public import Tensors

/// What overlap does not tell of a slice: distances between outlines, the area's error, lesions.
public struct SliceShape: Sendable, Hashable, Codable {
  /// HD95 in µm; nil where prediction or label is empty.
  public let hausdorff95: Double?
  /// ASSD in µm; nil where prediction or label is empty.
  public let surfaceDistance: Double?
  /// Area of the prediction minus the label's, in mm².
  public let areaError: Double
  /// Lesions of the label, and those of them that the prediction touches.
  public let lesions: Int, found: Int
  /// Lesions of the prediction, and those of them that the label touches.
  public let predictedLesions: Int, right: Int

  /// Compares two masks of one size, 0 and 1; traps on two sizes.
  public init(prediction: Raster, label: Raster, pitch: SlicePitch) {
    let distances = SurfaceDistances(prediction, label, pitch: pitch)
    hausdorff95 = distances?.hausdorff95
    surfaceDistance = distances?.mean
    func area(_ mask: Raster) -> Double { Double(mask.pixels.count { $0 != 0 }) * pitch.pixelArea }
    areaError = area(prediction) - area(label)
    let (truth, guess) = (Lesions(of: label), Lesions(of: prediction))
    (lesions, found) = (truth.pixels.count, truth.count(touching: prediction))
    (predictedLesions, right) = (guess.pixels.count, guess.count(touching: label))
  }
}
