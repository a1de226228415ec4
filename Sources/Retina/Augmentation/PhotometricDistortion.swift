public import Tensors

/// Brightness, contrast, saturation and hue changed at random, each in half of the samples.
///
/// The order and the ranges are those of MMSegmentation's `PhotoMetricDistortion`: ±32 of 255, contrast and
/// saturation × 0.5–1.5, hue ± 18 of 180; contrast comes second or last. After each step samples are whole
/// numbers again: brightness and contrast cut fractions off, saturation and hue round. Gray images have
/// neither saturation nor hue, but the same numbers are drawn. Colors are converted in floating point, so that
/// RGB may differ from OpenCV's by a unit. Source: MMSegmentation 1.2,
/// mmseg/datasets/transforms/transforms.py.
public struct PhotometricDistortion: Augmentation {
  /// The largest change of brightness, of 255.
  public let brightness: Float
  /// Factors of contrast.
  public let contrast: ClosedRange<Float>
  /// Factors of saturation.
  public let saturation: ClosedRange<Float>
  /// The largest turn of the hue, of 180 for a whole turn.
  public let hue: Int

  /// A distortion with MMSegmentation's ranges by default.
  public init(
    brightness: Float = 32, contrast: ClosedRange<Float> = 0.5...1.5,
    saturation: ClosedRange<Float> = 0.5...1.5, hue: Int = 18
  ) {
    (self.brightness, self.contrast, self.saturation, self.hue) = (brightness, contrast, saturation, hue)
  }

  /// Distorts the image; labels stay.
  public func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage {
    var image = sample.image
    if random.happens(0.5) { image.scale(by: 1, plus: random.uniform(-brightness, brightness)) }
    let contrastFirst = random.happens(0.5)
    if contrastFirst { changeContrast(of: &image, &random) }
    if random.happens(0.5) {
      let factor = random.uniform(saturation.lowerBound, saturation.upperBound)
      image.changeColors { HSV(hue: $0.hue, saturation: min($0.saturation * factor, 1), value: $0.value) }
    }
    if random.happens(0.5) {
      let turn = Float(random.int(below: 2 * hue) - hue) / 180
      image.changeColors { HSV(hue: $0.hue + turn, saturation: $0.saturation, value: $0.value) }
    }
    if !contrastFirst { changeContrast(of: &image, &random) }
    return LabeledImage(image: image, labels: sample.labels)
  }

  private func changeContrast(of image: inout Raster, _ random: inout RandomSequence) {
    if random.happens(0.5) {
      image.scale(by: random.uniform(contrast.lowerBound, contrast.upperBound), plus: 0)
    }
  }
}

extension Raster {
  fileprivate mutating func scale(by factor: Float, plus offset: Float) {
    let table = (0..<256).map { UInt8(min(max(Float($0) * factor + offset, 0), 255)) }
    for index in pixels.indices { pixels[index] = table[Int(pixels[index])] }
  }

  fileprivate mutating func changeColors(_ change: (HSV) -> HSV) {
    guard channels == 3 else { return }
    for pixel in stride(from: 0, to: pixels.count, by: 3) {
      let color = SIMD3<Float>(Float(pixels[pixel]), Float(pixels[pixel + 1]), Float(pixels[pixel + 2]))
      let changed = change(HSV(color)).color
      for channel in 0..<3 { pixels[pixel + channel] = UInt8(min(max(changed[channel].rounded(), 0), 255)) }
    }
  }
}
