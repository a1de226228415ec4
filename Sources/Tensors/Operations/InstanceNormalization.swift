/// Instance normalization: each channel of each sample by its own mean and variance, then γ and β if given.
///
/// ε is 10⁻⁵; the same in training and evaluation. Source: Ulyanov et al. (2016); PyTorch's InstanceNorm2d.
public func instanceNormalization(
  _ x: Variable, weight: Parameter? = nil, bias: Parameter? = nil, _ pass: Pass
) -> Variable {
  let channels = x.shape.channels
  let norm = Normalization(
    weight: weight ?? .constant(1, channels), bias: bias ?? .constant(0, channels))
  precondition(norm.weight.count == channels, "normalization of \(norm.weight.count) channels on \(x.shape)")
  let pool = pass.pool
  let affines = (0..<x.shape.samples).map { sample in
    ChannelAffine(Moments(of: x.value.samples(sample..<sample + 1), pool), norm, stride: x.shape.stride)
  }
  let y = Tensor(uninitialized: x.shape)
  let size = x.shape.height * x.shape.width
  for (sample, affine) in affines.enumerated() {
    let place = sample * size * x.shape.stride
    affine.apply(
      x.value.pointer + place, y.pointer + place, pixels: size, stride: x.shape.stride, relu: false, pool)
  }
  return pass.record(y, [x], parameters: [norm.weight, norm.bias]) { [input = x.value] gradient in
    let dx = Tensor(uninitialized: input.shape)
    for (sample, affine) in affines.enumerated() {
      let back = NormalizationGradient(
        input: input.samples(sample..<sample + 1), gradient: gradient.samples(sample..<sample + 1),
        affine: affine, relu: false, pool: pool)
      back.addToParameters(norm)
      let part = back.input(norm, throughMoments: true)
      dx.pointer.advanced(by: sample * size * input.shape.stride)
        .update(from: part.pointer, count: part.shape.count)
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
