/// How an image goes through a net: MMSegmentation's `test_cfg`.
public enum InferenceMode: Sendable, Hashable, Codable {
  /// The whole image at once.
  case whole
  /// Square windows every `stride` pixels, their logits averaged with equal weights.
  case slide(crop: Int, stride: Int)

  /// Where windows of `crop` begin along `extent` pixels: every `stride`, the last one moved back inside.
  ///
  /// An extent below `crop` gives one window. Source: mmseg/models/segmentors/encoder_decoder.py, `slide_inference`.
  static func windowStarts(extent: Int, crop: Int, stride: Int) -> [Int] {
    let count = max(extent - crop + stride - 1, 0) / stride + 1
    return (0..<count).map { max(min($0 * stride + crop, extent) - crop, 0) }
  }
}
