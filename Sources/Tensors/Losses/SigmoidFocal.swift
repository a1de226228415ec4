/// What weighs how much in a focal loss.
public struct FocalSettings: Hashable, Sendable {
  /// The exponent γ; 2.
  public var gamma: Float = 2
  /// The share of positives α, one for all classes or one for each; 0.5.
  public var alpha: [Float] = [0.5]
  /// The weight of each class, or nil.
  public var classWeights: [Float]?

  /// Creates MMSegmentation's settings: γ 2, α 0.5.
  public init(gamma: Float = 2, alpha: [Float] = [0.5], classWeights: [Float]? = nil) {
    self.gamma = gamma
    self.alpha = alpha
    self.classWeights = classWeights
  }
}

/// MMSegmentation's focal loss: a binary loss for each class after its sigmoid; a scalar.
///
/// Mean over all pixels × classes of α_t · (1 − p_t)^γ · (−log p_t), where p_t is p on the true class and
/// 1 − p on the others; pixels labeled 255 count as 0 but stay in the mean. Source: Lin et al. (2017).
/// With γ 2 a confident wrong answer still costs its whole logarithm: nothing but background at p = 0.99 on
/// 1 % fluid costs 2 · 0.5 · 0.01 · 4.5 / 2 = 0.023.
public func sigmoidFocal(
  _ logits: Variable, _ labels: Labels, settings: FocalSettings = FocalSettings(), _ pass: Pass
) -> Variable {
  labels.check(logits.shape)
  let loss = SigmoidFocal(x: logits.value, classes: labels.classes, settings: settings)
  let count = Double(logits.shape.pixels * logits.shape.channels)
  let pool = pass.pool
  return pass.record(Tensor(scalar: Float(loss.sum(pool) / count)), [logits]) { gradient in
    [loss.gradient(gradient.scalar / Float(count), pool)]
  }
}

private struct SigmoidFocal {
  let x: Tensor
  let classes: [UInt8]
  let settings: FocalSettings
  /// α · class weight and (1 − α) · class weight for each channel, zero in the padding.
  private let positive: Buffer
  private let negative: Buffer

  init(x: Tensor, classes: [UInt8], settings: FocalSettings) {
    self.x = x
    self.classes = classes
    self.settings = settings
    let channels = x.shape.channels
    precondition(
      settings.alpha.count == 1 || settings.alpha.count == channels,
      "\(settings.alpha.count) values of α for \(channels) classes")
    precondition(
      settings.classWeights.map { $0.count == channels } ?? true,
      "\(settings.classWeights?.count ?? 0) class weights for \(channels) classes")
    positive = Buffer(x.shape.stride)
    negative = Buffer(x.shape.stride)
    for c in 0..<channels {
      let alpha = settings.alpha.count == 1 ? settings.alpha[0] : settings.alpha[c]
      let weight = settings.classWeights?[c] ?? 1
      positive.pointer[c] = alpha * weight
      negative.pointer[c] = (1 - alpha) * weight
    }
  }

  func sum(_ pool: WorkerPool) -> Double {
    let (stride, x) = (self.x.shape.stride, self.x.pointer)
    return blockSums(pixels: self.x.shape.pixels, count: 1, pool) { range, sums in
      var total = SIMD8<Double>()
      for pixel in range where classes[pixel] != Labels.ignored {
        for c in Swift.stride(from: 0, to: stride, by: 8) {
          let term = Term(x.lane(pixel * stride + c), isTrue: mask(pixel, c), gamma: settings.gamma)
          total += SIMD8<Double>(term.value * weights(term.isTrue, c))
        }
      }
      for i in 0..<8 { sums[0] += total[i] }
    }[0]
  }

  func gradient(_ factor: Float, _ pool: WorkerPool) -> Tensor {
    let result = Tensor(self.x.shape)
    let (stride, x, r) = (self.x.shape.stride, self.x.pointer, result.pointer)
    pool.runBlocks(of: sumGrain, upTo: self.x.shape.pixels) { range in
      for pixel in range where classes[pixel] != Labels.ignored {
        for c in Swift.stride(from: 0, to: stride, by: 8) {
          let term = Term(x.lane(pixel * stride + c), isTrue: mask(pixel, c), gamma: settings.gamma)
          r.setLane(pixel * stride + c, term.derivative * weights(term.isTrue, c) * factor)
        }
      }
    }
    return result
  }

  @inline(__always) private func mask(_ pixel: Int, _ c: Int) -> SIMDMask<SIMD8<Int32>> {
    SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7) .== SIMD8(repeating: Int32(classes[pixel]) - Int32(c))
  }

  @inline(__always) private func weights(_ isTrue: SIMDMask<SIMD8<Int32>>, _ c: Int) -> Lane {
    negative.pointer.lane(c).replacing(with: positive.pointer.lane(c), where: isTrue)
  }
}

/// One lane of the loss without its weights: q^γ · log(1 + e^z), q = 1 / (1 + e^−z), where z is −x on the
/// true class and x on the others.
private struct Term {
  let isTrue: SIMDMask<SIMD8<Int32>>
  let value: Lane
  /// With respect to x.
  let derivative: Lane

  @inline(__always)
  init(_ x: Lane, isTrue: SIMDMask<SIMD8<Int32>>, gamma: Float) {
    self.isTrue = isTrue
    let z = x.replacing(with: -x, where: isTrue)
    let size = z.replacing(with: -z, where: z .< 0)
    let e = exponential(-size)
    // log(1 + e) without losing a small e.
    let u = 1 + e
    let log1p = (naturalLogarithm(u) * e / (u - 1)).replacing(with: e, where: u .== 1)
    let softplus = z.replacing(with: 0, where: z .< 0) + log1p
    let large = 1 / u
    let (q, rest) = (
      (e / u).replacing(with: large, where: z .>= 0), (e / u).replacing(with: large, where: z .< 0)
    )
    let power = Term.power(q, gamma)
    value = power * softplus
    let slope = power * (gamma * rest * softplus + q)
    derivative = slope.replacing(with: -slope, where: isTrue)
  }

  /// q^γ; small whole exponents by multiplication.
  @inline(__always) private static func power(_ q: Lane, _ gamma: Float) -> Lane {
    if gamma == 2 { return q * q }
    if gamma == 0 { return Lane(repeating: 1) }
    if gamma == 1 { return q }
    if gamma == 3 { return q * q * q }
    return exponential(naturalLogarithm(q) * gamma)
  }
}
