public import Tensors

/// The noise of coherent light: every pixel times 1 + σ · n, n normal.
public struct RandomSpeckle: Augmentation {
  /// The largest σ; each sample has its own below it.
  public let strength: Float

  /// Speckle of at most 0.15 by default.
  public init(strength: Float = 0.15) { self.strength = strength }

  /// Changes the image, all channels of a pixel alike; labels stay.
  public func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage {
    let sigma = random.uniform(0, strength)
    var image = sample.image
    for pixel in stride(from: 0, to: image.pixels.count, by: image.channels) {
      let factor = 1 + sigma * random.normal()
      for index in pixel..<pixel + image.channels {
        image.pixels[index] = UInt8(min(max((Float(image.pixels[index]) * factor).rounded(), 0), 255))
      }
    }
    return LabeledImage(image: image, labels: sample.labels)
  }
}
