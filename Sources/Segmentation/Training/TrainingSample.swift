public import Tensors

/// An image with its label map, already augmented.
public struct TrainingSample: Sendable {
  /// Gray or BGR.
  public let image: Raster
  /// Class numbers; 255 is ignored.
  public let label: Raster

  /// Creates a sample; traps unless both have one size.
  public init(image: Raster, label: Raster) {
    precondition(
      image.width == label.width && image.height == label.height,
      "an image of \(image.width)×\(image.height) with a label of \(label.width)×\(label.height)")
    self.image = image
    self.label = label
  }
}
