public import Tensors

extension Predictor {
  /// The class of the largest logit of every pixel of sample 0; the lower class wins a tie.
  public static func argmax(_ logits: Tensor) -> Raster {
    var map = Raster(width: logits.shape.width, height: logits.shape.height)
    for pixel in map.pixels.indices {
      let start = pixel * logits.shape.stride
      var best = 0
      for channel in 1..<max(1, logits.shape.channels)
      where logits.pointer[start + channel] > logits.pointer[start + best] {
        best = channel
      }
      map.pixels[pixel] = UInt8(best)
    }
    return map
  }
}
