public import Tensors

/// A part of fixed size that in a share of all samples surely holds foreground.
///
/// With that probability the part is centered on a random foreground pixel, as far as the image reaches;
/// otherwise, and where there is no foreground, the place is random. Source of the share: Isensee et al.,
/// nnU-Net (2021).
public struct ForegroundCrop: Augmentation {
  /// Columns and rows of the part.
  public let width: Int, height: Int
  /// The probability that foreground is looked for.
  public let share: Float

  /// A crop; a third of the samples is centered on foreground by default.
  public init(width: Int, height: Int, share: Float = 0.33) {
    precondition(width > 0 && height > 0, "a crop of \(width)×\(height) is empty")
    (self.width, self.height, self.share) = (width, height, share)
  }

  /// Crops the pair.
  public func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage {
    let size = (width: min(width, sample.width), height: min(height, sample.height))
    var corner = RandomCrop.corner(sample, size, &random)
    let foreground = sample.labels.pixels.indices.filter {
      let label = sample.labels.pixels[$0]
      return label != 0 && label != LabeledImage.ignored
    }
    if random.happens(share), !foreground.isEmpty {
      let place = foreground[random.int(below: foreground.count)]
      corner.x = min(max(place % sample.width - size.width / 2, 0), sample.width - size.width)
      corner.y = min(max(place / sample.width - size.height / 2, 0), sample.height - size.height)
    }
    return sample.cropped(x: corner.x, y: corner.y, width: size.width, height: size.height)
  }
}
