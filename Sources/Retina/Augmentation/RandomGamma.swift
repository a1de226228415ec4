public import Tensors

/// Gray values raised to a random power: 255 · (v ÷ 255)^γ.
public struct RandomGamma: Augmentation {
  /// Where γ lies; below 1 brightens.
  public let range: ClosedRange<Float>

  /// A power of 0.7 to 1.5 by default.
  public init(range: ClosedRange<Float> = 0.7...1.5) {
    precondition(range.lowerBound > 0, "a power of \(range.lowerBound) is no gamma")
    self.range = range
  }

  /// Changes the image; labels stay.
  public func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage {
    let gamma = Double(random.uniform(range.lowerBound, range.upperBound))
    let table = (0..<256).map { UInt8((255 * realPower(Double($0) / 255, gamma)).rounded()) }
    var image = sample.image
    for index in image.pixels.indices { image.pixels[index] = table[Int(image.pixels[index])] }
    return LabeledImage(image: image, labels: sample.labels)
  }
}
