/// Softmax over the channels of one pixel.
struct SoftmaxPixel {
  let channels: Int
  let stride: Int

  init(_ shape: Shape) { (channels, stride) = (shape.channels, shape.stride) }

  /// Writes the probabilities, zeros in the padding, and returns log Σ e^(x − max) + max.
  @inline(__always)
  func write(_ x: UnsafeMutablePointer<Float>, _ result: UnsafeMutablePointer<Float>) -> Float {
    var best = x[0]
    for c in 1..<max(1, channels) where x[c] > best { best = x[c] }
    for c in Swift.stride(from: 0, to: stride, by: 8) { result.setLane(c, exponential(x.lane(c) - best)) }
    var sum: Float = 0
    for c in 0..<channels { sum += result[c] }
    for c in channels..<stride { result[c] = 0 }
    let inverse = 1 / sum
    for c in Swift.stride(from: 0, to: stride, by: 8) { result.setLane(c, result.lane(c) * inverse) }
    return naturalLogarithm(Lane(repeating: sum))[0] + best
  }
}
