/// How an image goes through a net: MMSegmentation's `test_cfg`.
public enum InferenceMode: Sendable, Hashable, Codable {
  /// The whole image at once.
  case whole
  /// Windows every `stride` pixels, their logits averaged with equal weights.
  case slide(crop: WindowSize, stride: WindowSize)
  /// The same windows, each pixel weighted by a Gaussian around the window's center, as nnU-Net does.
  case gaussian(crop: WindowSize, stride: WindowSize)

  /// Where windows of `crop` begin along `extent` pixels: every `stride`, the last one moved back inside.
  ///
  /// An extent below `crop` gives one window. Source: mmseg/models/segmentors/encoder_decoder.py,
  /// `slide_inference`.
  static func windowStarts(extent: Int, crop: Int, stride: Int) -> [Int] {
    let count = max(extent - crop + stride - 1, 0) / stride + 1
    return (0..<count).map { max(min($0 * stride + crop, extent) - crop, 0) }
  }

  /// The weights of a window's pixels along one side of `extent` pixels: deviation `crop` / 8, at the center
  /// 1.
  ///
  /// Source: Isensee et al., nnU-Net (2021).
  static func gaussian(extent: Int, crop: Int) -> [Float] {
    let (center, deviation) = (Double(extent - 1) / 2, Double(crop) / 8)
    return (0..<extent).map { place in
      let distance = (Double(place) - center) / deviation
      return Float(max(1e-6, decay(distance * distance / 2)))
    }
  }

  /// e^−x for x ≥ 0 from basic arithmetic, whose bits no C library changes.
  private static func decay(_ x: Double) -> Double {
    let small = x / 1024
    var power = 1 - small + small * small / 2 - small * small * small / 6
    for _ in 0..<10 { power *= power }
    return power
  }
}
