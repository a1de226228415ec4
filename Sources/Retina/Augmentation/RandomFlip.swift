public import Tensors

/// Left and right exchanged; a left eye becomes a right one.
public struct RandomFlip: Augmentation {
  /// How often.
  public let probability: Float

  /// A flip, in half of the samples by default.
  public init(probability: Float = 0.5) { self.probability = probability }

  /// Flips the pair or leaves it.
  public func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage {
    guard random.happens(probability) else { return sample }
    return LabeledImage(image: sample.image.mirrored(), labels: sample.labels.mirrored())
  }
}
