import CCPU

/// The backward pass of a normalization and of what multiplies its values below 0 by `slope`: 1 for nothing,
/// 0 for a ReLU.
///
/// Where they were below is found from the input by the same steps as going forward, so the output need not
/// be kept nor read.
/// With g the gradient, x̂ the normalized input and m the number of pixels:
/// dβ = Σ g, dγ = Σ g·x̂, dx = γ/σ · (g − Σg/m − x̂ · Σ(g·x̂)/m), the last two terms only through the batch.
struct NormalizationGradient {
  private let x: UnsafeMutablePointer<Float>
  private let g: UnsafeMutablePointer<Float>
  private let shape: Shape
  private let slope: Float
  private let affine: ChannelAffine
  private let pool: WorkerPool
  private let kept: [Tensor]
  /// Σ g for each channel, then Σ g·x̂.
  private let sums: [Double]

  init(input: Tensor, gradient: Tensor, affine: ChannelAffine, slope: Float, pool: WorkerPool) {
    (x, g) = (input.pointer, gradient.pointer)
    shape = input.shape
    self.affine = affine
    self.slope = slope
    self.pool = pool
    kept = [input, gradient]
    sums = NormalizationGradient.sums(x, g, shape, affine, slope: slope, pool)
  }

  private static func sums(
    _ x: UnsafeMutablePointer<Float>, _ g: UnsafeMutablePointer<Float>, _ shape: Shape,
    _ affine: ChannelAffine, slope: Float, _ pool: WorkerPool
  ) -> [Double] {
    let stride = shape.stride
    return blockSums(pixels: shape.pixels, count: 2 * stride, pool) { range, sums in
      forRuns(range) { run in
        for c in Swift.stride(from: 0, to: stride, by: 8) {
          let lane = affine.lane(c)
          var (sum, products) = (SIMD8<Double>(), SIMD8<Double>())
          for pixel in run {
            let i = pixel * stride + c
            cpu_prefetch(x + i + runPixels * stride)
            cpu_prefetch(g + i + runPixels * stride)
            let centered = x.lane(i) - lane.mean
            let y = lane.shift.addingProduct(centered, lane.factor)
            let d = g.lane(i).bent(slope, where: y .<= 0)
            sum += SIMD8<Double>(d)
            products += SIMD8<Double>(d * (centered * lane.inverseDeviation))
          }
          sums.add(sum, at: c)
          sums.add(products, at: stride + c)
        }
      }
    }
  }

  /// Adds dγ and dβ.
  func addToParameters(_ norm: Normalization) {
    if norm.weight.isTrainable {
      norm.weight.accumulate { d in
        for c in 0..<norm.weight.count { d[c] += Float(sums[shape.stride + c]) }
      }
    }
    if norm.bias.isTrainable {
      norm.bias.accumulate { d in
        for c in 0..<norm.bias.count { d[c] += Float(sums[c]) }
      }
    }
  }

  /// Up to so many pixels the input's gradient is computed in Double.
  ///
  /// Over the few pixels of a pooled map x̂ nearly explains g: what is left after the subtraction is a share
  /// ε/(σ² + ε) of g, less than Float32 can resolve.
  private static let fewPixels = 64

  /// Writes the gradient of the input to `result`, of the input's shape.
  func writeInput(_ norm: Normalization, throughMoments: Bool, into result: Tensor) {
    if throughMoments && shape.pixels <= Self.fewPixels { return writePreciseInput(norm, into: result) }
    let stride = shape.stride
    let (r, count) = (result.pointer, Double(throughMoments ? shape.pixels : 0))
    let offset = means(0, count)
    let correlation = means(stride, count)
    pool.runBlocks(of: max(1, elementGrain / stride), upTo: shape.pixels) { range in
      forRuns(range) { run in
        for c in Swift.stride(from: 0, to: stride, by: 8) {
          let (lane, o, s) = (affine.lane(c), offset.pointer.lane(c), correlation.pointer.lane(c))
          for pixel in run {
            let i = pixel * stride + c
            cpu_prefetch(x + i + runPixels * stride)
            cpu_prefetch(g + i + runPixels * stride)
            let centered = x.lane(i) - lane.mean
            let y = lane.shift.addingProduct(centered, lane.factor)
            let d = g.lane(i).bent(slope, where: y .<= 0)
            r.setLane(i, (d - o - (centered * lane.inverseDeviation) * s) * lane.factor)
          }
        }
      }
    }
  }

  private func means(_ first: Int, _ count: Double) -> Buffer {
    let buffer = Buffer(shape.stride)
    if count > 0 {
      for c in 0..<shape.stride { buffer.pointer[c] = Float(sums[first + c] / count) }
    }
    return buffer
  }

  /// Writes the gradient of the input through the batch's moments, in Double from the input itself.
  private func writePreciseInput(_ norm: Normalization, into result: Tensor) {
    result.pointer.update(repeating: 0, count: shape.count)
    let count = Double(shape.pixels)
    for c in 0..<norm.weight.count {
      let places = (0..<shape.pixels).map { $0 * shape.stride + c }
      let values = places.map { Double(x[$0]) }
      let mean = values.reduce(0, +) / count
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      let inverse = 1 / (variance + Double(norm.epsilon)).squareRoot()
      let normalized = values.map { ($0 - mean) * inverse }
      let gradients = places.map { place in
        let y = affine.shift.pointer[c].addingProduct(
          x[place] - affine.mean.pointer[c], affine.factor.pointer[c])
        return y > 0 ? Double(g[place]) : slope == 0 ? 0 : Double(g[place] * slope)
      }
      let offset = gradients.reduce(0, +) / count
      let correlation = zip(gradients, normalized).reduce(0) { $0 + $1.0 * $1.1 } / count
      let factor = inverse * Double(norm.weight.values.pointer[c])
      for (index, place) in places.enumerated() {
        result.pointer[place] = Float((gradients[index] - offset - normalized[index] * correlation) * factor)
      }
    }
  }
}
