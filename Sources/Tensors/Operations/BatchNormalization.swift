/// The parameters of a batch normalization, each of C values, and its settings.
public struct Normalization {
  /// The factor after normalization, γ.
  public let weight: Parameter
  /// The summand after normalization, β.
  public let bias: Parameter
  /// The running mean, or nil for instance normalization.
  public let runningMean: Parameter?
  /// The running variance, unbiased as in PyTorch.
  public let runningVariance: Parameter?
  /// The number of updates of the running statistics.
  public let updates: Parameter?
  /// Added to the variance; 10⁻⁵.
  public var epsilon: Float = 1e-5
  /// The share of a batch in the new running statistics; 0.1.
  public var momentum: Float = 0.1

  /// Gathers the parameters; the defaults are PyTorch's settings.
  public init(
    weight: Parameter, bias: Parameter, runningMean: Parameter? = nil, runningVariance: Parameter? = nil,
    updates: Parameter? = nil
  ) {
    self.weight = weight
    self.bias = bias
    self.runningMean = runningMean
    self.runningVariance = runningVariance
    self.updates = updates
  }
}

/// Batch normalization, followed by a ReLU if asked: y = (x − μ) / √(σ² + ε) · γ + β for each channel.
///
/// In training mode μ and σ² (biased) are those of the batch and the running statistics are updated, with
/// the unbiased variance; in evaluation mode, or when `isFrozen`, they are the running statistics. Sums are
/// taken in Double in an order fixed by the shape. Traps where a batch has one value per channel, which has no
/// variance. Source: Ioffe and Szegedy (2015); PyTorch's BatchNorm2d.
public func batchNormalization(
  _ x: Variable, _ norm: Normalization, isFrozen: Bool = false, relu: Bool = false, _ pass: Pass
) -> Variable {
  guard let mean = norm.runningMean, let variance = norm.runningVariance else {
    preconditionFailure("batch normalization needs running statistics")
  }
  precondition(
    norm.weight.count == x.shape.channels, "normalization of \(norm.weight.count) channels on \(x.shape)")
  let usesBatch = pass.mode == .training && !isFrozen
  precondition(
    !usesBatch || x.shape.pixels > 1,
    "training normalizes \(x.shape), which is one value per channel; it needs two")
  let moments =
    usesBatch
    ? x.moments ?? Moments(of: x.value, pass.pool) : Moments(mean: mean.array, variance: variance.array)
  if usesBatch { norm.update(moments, count: x.shape.pixels) }
  let affine = ChannelAffine(moments, norm, stride: x.shape.stride)
  let y = Tensor(uninitialized: x.shape)
  let slope: Float = relu ? 0 : 1
  affine.apply(x.value, into: y, slope: slope, pass.pool)
  let pool = pass.pool
  return pass.record(y, [x], parameters: [norm.weight, norm.bias]) { [input = x.value] gradient in
    let back = NormalizationGradient(
      input: input, gradient: gradient, affine: affine, slope: slope, pool: pool)
    back.addToParameters(norm)
    guard x.isTracked else { return [nil] }
    let dx = Tensor(uninitialized: input.shape)
    back.writeInput(norm, throughMoments: usesBatch, into: dx)
    return [dx]
  }
}

extension Normalization {
  /// Moves the running statistics towards those of a batch of `count` pixels.
  fileprivate func update(_ moments: Moments, count: Int) {
    let unbiased = Double(count) / Double(count - 1)
    let share = Double(momentum)
    runningMean?.update { values in
      for (c, mean) in moments.mean.enumerated() where c < weight.count {
        values[c] = Float((1 - share) * Double(values[c]) + share * mean)
      }
    }
    runningVariance?.update { values in
      for (c, variance) in moments.variance.enumerated() where c < weight.count {
        values[c] = Float((1 - share) * Double(values[c]) + share * variance * unbiased)
      }
    }
    updates?.update { $0[0] += 1 }
  }
}
