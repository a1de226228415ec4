/// Instance normalization: each channel of each sample by its own mean and variance, then γ and β if given;
/// values below 0 are then multiplied by `slope`, in the same sweep.
///
/// ε is 10⁻⁵; the same in training and evaluation. A slope of 1, the default, leaves everything as it is; it
/// traps unless it is in [0, 1]. Source: Ulyanov et al. (2016); PyTorch's InstanceNorm2d and LeakyReLU.
public func instanceNormalization(
  _ x: Variable, weight: Parameter? = nil, bias: Parameter? = nil, slope: Float = 1, _ pass: Pass
) -> Variable {
  precondition(slope >= 0 && slope <= 1, "a leaky ReLU of slope \(slope)")
  let channels = x.shape.channels
  let norm = Normalization(
    weight: weight ?? .constant(1, channels), bias: bias ?? .constant(0, channels))
  precondition(norm.weight.count == channels, "normalization of \(norm.weight.count) channels on \(x.shape)")
  let pool = pass.pool
  let y = Tensor(uninitialized: x.shape)
  let affines = (0..<x.shape.samples).map { sample in
    let scan = x.value.samples(sample..<sample + 1)
    let affine = ChannelAffine(Moments(of: scan, pool), norm, stride: x.shape.stride)
    affine.apply(scan, into: y.samples(sample..<sample + 1), slope: slope, pool)
    return affine
  }
  return pass.record(y, [x], parameters: [norm.weight, norm.bias]) { [input = x.value] gradient in
    let dx = Tensor(uninitialized: input.shape)
    for (sample, affine) in affines.enumerated() {
      let part = sample..<sample + 1
      let back = NormalizationGradient(
        input: input.samples(part), gradient: gradient.samples(part), affine: affine, slope: slope,
        pool: pool)
      back.addToParameters(norm)
      back.writeInput(norm, throughMoments: true, into: dx.samples(part))
    }
    return [dx]
  }
}

extension Parameter {
  /// A vector that does not train.
  fileprivate static func constant(_ value: Float, _ count: Int) -> Parameter {
    Parameter([count], filledWith: value, role: .statistic)
  }
}
