/// The backward pass of a normalization, with that of a ReLU after it if `output` is given.
///
/// With g the gradient, x̂ the normalized input and m the number of pixels:
/// dβ = Σ g, dγ = Σ g·x̂, dx = γ/σ · (g − Σg/m − x̂ · Σ(g·x̂)/m), the last two terms only through the batch.
struct NormalizationGradient {
  private let x: UnsafeMutablePointer<Float>
  private let y: UnsafeMutablePointer<Float>?
  private let g: UnsafeMutablePointer<Float>
  private let shape: Shape
  private let affine: ChannelAffine
  private let pool: WorkerPool
  private let kept: [Tensor]
  /// Σ g for each channel, then Σ g·x̂.
  private let sums: [Double]

  init(input: Tensor, output: Tensor?, gradient: Tensor, affine: ChannelAffine, pool: WorkerPool) {
    (x, y, g) = (input.pointer, output?.pointer, gradient.pointer)
    shape = input.shape
    self.affine = affine
    self.pool = pool
    kept = [input, gradient] + [output].compactMap(\.self)
    sums = NormalizationGradient.sums(x, y, g, shape, affine, pool)
  }

  private static func sums(
    _ x: UnsafeMutablePointer<Float>, _ y: UnsafeMutablePointer<Float>?, _ g: UnsafeMutablePointer<Float>,
    _ shape: Shape, _ affine: ChannelAffine, _ pool: WorkerPool
  ) -> [Double] {
    let stride = shape.stride
    let (mean, inverse) = (affine.mean.pointer, affine.inverseDeviation.pointer)
    // Without a ReLU the gradient itself stands in for the output, and nothing is masked.
    let (mask, bound) = (y ?? g, Lane(repeating: y == nil ? -.infinity : 0))
    return blockSums(pixels: shape.pixels, count: 2 * stride, pool) { range, sums in
      for c in Swift.stride(from: 0, to: stride, by: 8) {
        let (m, inv) = (mean.lane(c), inverse.lane(c))
        var (sum, products) = (SIMD8<Double>(), SIMD8<Double>())
        for pixel in range {
          let i = pixel * stride + c
          let d = g.lane(i).replacing(with: 0, where: mask.lane(i) .<= bound)
          sum += SIMD8<Double>(d)
          products += SIMD8<Double>(d * ((x.lane(i) - m) * inv))
        }
        for i in 0..<8 { (sums[c + i], sums[stride + c + i]) = (sum[i], products[i]) }
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

  /// The gradient of the input.
  func input(_ norm: Normalization, throughMoments: Bool) -> Tensor {
    if throughMoments && shape.pixels <= Self.fewPixels { return preciseInput(norm) }
    let result = Tensor(uninitialized: shape)
    let stride = shape.stride
    let (r, count) = (result.pointer, Double(throughMoments ? shape.pixels : 0))
    let offset = means(0, count)
    let slope = means(stride, count)
    let (mask, bound) = (y ?? g, Lane(repeating: y == nil ? -.infinity : 0))
    pool.runBlocks(of: max(1, elementGrain / stride), upTo: shape.pixels) { range in
      for c in Swift.stride(from: 0, to: stride, by: 8) {
        let (m, inv) = (affine.mean.pointer.lane(c), affine.inverseDeviation.pointer.lane(c))
        let (f, o, s) = (affine.factor.pointer.lane(c), offset.pointer.lane(c), slope.pointer.lane(c))
        for pixel in range {
          let i = pixel * stride + c
          let d = g.lane(i).replacing(with: 0, where: mask.lane(i) .<= bound)
          r.setLane(i, (d - o - ((x.lane(i) - m) * inv) * s) * f)
        }
      }
    }
    return result
  }

  private func means(_ first: Int, _ count: Double) -> Buffer {
    let buffer = Buffer(shape.stride)
    if count > 0 {
      for c in 0..<shape.stride { buffer.pointer[c] = Float(sums[first + c] / count) }
    }
    return buffer
  }

  /// The gradient of the input through the batch's moments, in Double from the input itself.
  private func preciseInput(_ norm: Normalization) -> Tensor {
    let result = Tensor(shape)
    let count = Double(shape.pixels)
    for c in 0..<norm.weight.count {
      let places = (0..<shape.pixels).map { $0 * shape.stride + c }
      let values = places.map { Double(x[$0]) }
      let mean = values.reduce(0, +) / count
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      let inverse = 1 / (variance + Double(norm.epsilon)).squareRoot()
      let normalized = values.map { ($0 - mean) * inverse }
      let gradients = places.map { place in
        if let y, y[place] <= 0 { return 0.0 }
        return Double(g[place])
      }
      let offset = gradients.reduce(0, +) / count
      let slope = zip(gradients, normalized).reduce(0) { $0 + $1.0 * $1.1 } / count
      let factor = inverse * Double(norm.weight.values.pointer[c])
      for (index, place) in places.enumerated() {
        result.pointer[place] = Float((gradients[index] - offset - normalized[index] * slope) * factor)
      }
    }
    return result
  }
}
