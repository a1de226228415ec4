/// Softmax over the channels of one pixel.
struct SoftmaxPixel {
  let channels: Int
  let stride: Int

  init(_ shape: Shape) { (channels, stride) = (shape.channels, shape.stride) }

  /// The parts of log Σ e^x, whose sum would round away what is left of x − max.
  struct LogSum {
    /// The largest x.
    let largest: Float
    /// log Σ e^(x − max).
    let rest: Float

    /// x − log Σ e^x, rounded as PyTorch does: (x − max) − log Σ e^(x − max).
    @inline(__always)
    func logProbability(_ x: Float) -> Float { (x - largest) - rest }
  }

  /// Writes the probabilities, zeros in the padding, and returns log Σ e^x.
  @inline(__always)
  func write(_ x: UnsafeMutablePointer<Float>, _ result: UnsafeMutablePointer<Float>) -> LogSum {
    var best = x[0]
    for c in 1..<max(1, channels) where x[c] > best { best = x[c] }
    for c in Swift.stride(from: 0, to: stride, by: 8) { result.setLane(c, exponential(x.lane(c) - best)) }
    var sum: Float = 0
    for c in 0..<channels { sum += result[c] }
    for c in channels..<stride { result[c] = 0 }
    let inverse = 1 / sum
    for c in Swift.stride(from: 0, to: stride, by: 8) { result.setLane(c, result.lane(c) * inverse) }
    return LogSum(largest: best, rest: naturalLogarithm(Lane(repeating: sum))[0])
  }
}
