/// The number of pixels whose sum is one task's; a matter of shape, so that the order of sums is too.
let sumGrain = 1024

/// For each channel the sum over all pixels, in Double: pixels in order within blocks, then blocks in order.
func channelSums(_ x: Tensor, _ pool: WorkerPool) -> [Double] {
  let stride = x.shape.stride
  let p = x.pointer
  return blockSums(pixels: x.shape.pixels, count: stride, pool) { range, sums in
    for c in Swift.stride(from: 0, to: stride, by: 8) {
      var sum = SIMD8<Double>()
      for pixel in range { sum += SIMD8<Double>(p.lane(pixel * stride + c)) }
      for i in 0..<8 { sums[c + i] = sum[i] }
    }
  }
}

/// Adds up `count` sums over blocks of pixels; `block` writes the sums of its range.
func blockSums(
  pixels: Int, count: Int, _ pool: WorkerPool,
  _ block: (Range<Int>, UnsafeMutablePointer<Double>) -> Void
) -> [Double] {
  let blocks = (pixels + sumGrain - 1) / sumGrain
  var parts = [Double](repeating: 0, count: blocks * count)
  parts.withUnsafeMutableBufferPointer { parts in
    guard let base = parts.baseAddress else { return }
    pool.runBlocks(of: sumGrain, upTo: pixels) { range in
      block(range, base + range.lowerBound / sumGrain * count)
    }
  }
  var total = [Double](repeating: 0, count: count)
  for part in 0..<blocks {
    for i in 0..<count { total[i] += parts[part * count + i] }
  }
  return total
}
