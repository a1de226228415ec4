/// Multiplies whole channels of samples by factors: dropout of feature maps with a given mask.
///
/// `factors` holds samples × channels numbers: 0 where a channel is dropped, 1 / (1 − p) elsewhere.
public func channelDropout(_ x: Variable, factors: [Float], _ pass: Pass) -> Variable {
  precondition(
    factors.count == x.shape.samples * x.shape.channels, "\(factors.count) dropout factors for \(x.shape)")
  let pool = pass.pool
  let mask = Buffer(x.shape.samples * x.shape.stride)
  for sample in 0..<x.shape.samples {
    for c in 0..<x.shape.channels {
      mask.pointer[sample * x.shape.stride + c] = factors[sample * x.shape.channels + c]
    }
  }
  return pass.record(scaledChannels(x.value, mask, pool), [x]) { gradient in
    [scaledChannels(gradient, mask, pool)]
  }
}

private func scaledChannels(_ x: Tensor, _ mask: Buffer, _ pool: WorkerPool) -> Tensor {
  let y = Tensor(uninitialized: x.shape)
  let (p, r, m, channels) = (x.pointer, y.pointer, mask.pointer, x.shape.stride)
  pool.run(x.shape.samples * x.shape.height) { row in
    let factors = m + row / x.shape.height * channels
    for pixel in row * x.shape.width..<(row + 1) * x.shape.width {
      for c in stride(from: 0, to: channels, by: 8) {
        r.setLane(pixel * channels + c, p.lane(pixel * channels + c) * factors.lane(c))
      }
    }
  }
  return y
}
