public import Tensors

/// The middle of the sample: what warping left black at the sides is cut off.
public struct CenterCrop: Augmentation {
  /// Columns and rows of the part; sides that are too short are taken whole.
  public let width: Int, height: Int

  /// A part of that size.
  public init(width: Int, height: Int) {
    precondition(width > 0 && height > 0, "a crop of \(width)×\(height) is empty")
    (self.width, self.height) = (width, height)
  }

  /// Crops the pair; nothing is random.
  public func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage {
    let size = (width: min(width, sample.width), height: min(height, sample.height))
    return sample.cropped(
      x: (sample.width - size.width) / 2, y: (sample.height - size.height) / 2, width: size.width,
      height: size.height)
  }
}
