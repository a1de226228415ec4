/// The mean and the biased variance of each channel.
struct Moments {
  let mean: [Double]
  let variance: [Double]

  init(mean: [Float], variance: [Float]) {
    self.mean = mean.map { Double($0) }
    self.variance = variance.map { Double($0) }
  }

  /// Those of all pixels of a tensor, from sums and sums of squares in Double.
  init(of x: Tensor, _ pool: WorkerPool) {
    let (stride, p) = (x.shape.stride, x.pointer)
    let sums = blockSums(pixels: x.shape.pixels, count: 2 * stride, pool) { range, sums in
      forRuns(range) { run in
        for c in Swift.stride(from: 0, to: stride, by: 8) {
          var (sum, squares) = (SIMD8<Double>(), SIMD8<Double>())
          for pixel in run {
            let value = SIMD8<Double>(p.lane(pixel * stride + c))
            sum += value
            squares += value * value
          }
          sums.add(sum, at: c)
          sums.add(squares, at: stride + c)
        }
      }
    }
    self.init(sums: sums[..<stride], squares: sums[stride...], count: x.shape.pixels)
  }

  init(sums: ArraySlice<Double>, squares: ArraySlice<Double>, count: Int) {
    let means = sums.map { $0 / Double(count) }
    mean = means
    variance = zip(squares, means).map { max(0, $0 / Double(count) - $1 * $1) }
  }
}
