public import Tensors

extension Predictor {
  /// The class of the largest logit of every pixel of sample 0; the lower class wins a tie.
  ///
  /// Traps unless there are 2 to 256 classes, as many as a raster can tell apart.
  public static func argmax(_ logits: Tensor) -> Raster {
    precondition(
      (2...256).contains(logits.shape.channels),
      "a map of \(logits.shape.channels) classes; 2 to 256 can be told apart")
    var map = Raster(width: logits.shape.width, height: logits.shape.height)
    for pixel in map.pixels.indices {
      let start = pixel * logits.shape.stride
      var best = 0
      for channel in 1..<logits.shape.channels
      where logits.pointer[start + channel] > logits.pointer[start + best] {
        best = channel
      }
      map.pixels[pixel] = UInt8(best)
    }
    return map
  }
}
