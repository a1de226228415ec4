/// A convolution without bias of the concatenation of `parts`, batch normalization and, if asked, a ReLU.
///
/// The same as `concatenation`, `convolution` and `batchNormalization` one after the other but for rounding,
/// with fewer sweeps through memory: the concatenation need not be written, the batch's moments are taken
/// while the outputs are stored, and without a tape running statistics are applied then, too.
/// Traps as these do.
public func normalizedConvolution(
  _ parts: [Variable], weight: Parameter, _ settings: ConvolutionShape, _ norm: Normalization,
  isFrozen: Bool = false, relu: Bool = false, _ pass: Pass
) -> Variable {
  let usesBatch = pass.mode == .training && !isFrozen
  if !usesBatch && pass.tape == nil {
    let affine = norm.runningAffine(channels: weight.shape[0])
    return convolution(
      joining: parts, weight: weight, settings, ConvolutionEpilogue(affine, relu: relu), pass)
  }
  let y = convolution(joining: parts, weight: weight, settings, measures: usesBatch, pass)
  return batchNormalization(y, norm, isFrozen: isFrozen, relu: relu, pass)
}

extension Normalization {
  /// The normalization by running statistics.
  fileprivate func runningAffine(channels: Int) -> ChannelAffine {
    guard let mean = runningMean, let variance = runningVariance else {
      preconditionFailure("batch normalization needs running statistics")
    }
    precondition(weight.count == channels, "normalization of \(weight.count) channels on \(channels)")
    return ChannelAffine(
      Moments(mean: mean.array, variance: variance.array), self,
      stride: Shape(height: 1, width: 1, channels: channels).stride)
  }
}
