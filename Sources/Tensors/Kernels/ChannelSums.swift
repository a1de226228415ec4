/// The number of pixels whose sum is one task's; a matter of shape, so that the order of sums is too.
let sumGrain = 1024

/// For each channel the sum over all pixels, in Double: pixels in order within blocks, then blocks in order.
func channelSums(_ x: Tensor, _ pool: WorkerPool) -> [Double] {
  let stride = x.shape.stride
  let p = x.pointer
  return blockSums(pixels: x.shape.pixels, count: stride, pool) { range, sums in
    forRuns(range) { run in
      for c in Swift.stride(from: 0, to: stride, by: 8) {
        var sum = SIMD8<Double>()
        for pixel in run { sum += SIMD8<Double>(p.lane(pixel * stride + c)) }
        sums.add(sum, at: c)
      }
    }
  }
}

/// The pixels of a run.
let runPixels = 16

/// Cuts pixels into runs short enough for all their channels to stay in the first-level cache.
///
/// A loop over lanes outside and a run's pixels inside goes through memory in order and yet keeps a lane's
/// constants and sums in registers.
@inline(__always)
func forRuns(_ pixels: Range<Int>, _ body: (Range<Int>) -> Void) {
  for first in stride(from: pixels.lowerBound, to: pixels.upperBound, by: runPixels) {
    body(first..<min(first + runPixels, pixels.upperBound))
  }
}

extension UnsafeMutablePointer<Double> {
  /// Adds to eight sums.
  @inline(__always)
  func add(_ value: SIMD8<Double>, at index: Int) {
    let place = UnsafeMutableRawPointer(self + index)
    place.storeBytes(of: place.loadUnaligned(as: SIMD8<Double>.self) + value, as: SIMD8<Double>.self)
  }
}

/// Adds up `count` sums over blocks of pixels; `block` adds its range to sums that are zero at first.
func blockSums(
  pixels: Int, count: Int, _ pool: WorkerPool,
  _ block: (Range<Int>, UnsafeMutablePointer<Double>) -> Void
) -> [Double] {
  addedParts((pixels + sumGrain - 1) / sumGrain, count: count) { parts in
    pool.runBlocks(of: sumGrain, upTo: pixels) { range in
      block(range, parts + range.lowerBound / sumGrain * count)
    }
  }
}

/// Adds up `number` parts of `count` sums in order; `fill` adds to parts that are zero at first.
func addedParts(
  _ number: Int, count: Int, _ fill: (UnsafeMutablePointer<Double>) -> Void
) -> [Double] {
  var parts = [Double](repeating: 0, count: max(1, number * count))
  parts.withUnsafeMutableBufferPointer { parts in
    if let base = parts.baseAddress { fill(base) }
  }
  var total = [Double](repeating: 0, count: count)
  for part in 0..<number {
    for i in 0..<count { total[i] += parts[part * count + i] }
  }
  return total
}
