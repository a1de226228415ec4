public import Tensors

/// Convolution, batch normalization and activation, as mmcv's `ConvModule`; keys `conv.weight`, `bn.…`.
///
/// Without normalization the convolution has a bias (`conv.bias`), with it none: mmcv's rule.
public final class ConvModule: Module {
  /// The convolution.
  public let conv: Conv2d
  /// The normalization, or nil.
  public let bn: BatchNorm?
  /// The function at the end.
  public let activation: Activation

  /// Creates a block; the defaults are stride 1, no padding, dilation 1, normalization, ReLU.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1, isNormalized: Bool = true, activation: Activation = .relu
  ) {
    conv = Conv2d(
      inputs, outputs, kernel: kernel, stride: stride, padding: padding, dilation: dilation,
      groups: groups, hasBias: !isNormalized)
    bn = isNormalized ? BatchNorm(outputs) : nil
    self.activation = activation
  }

  /// Convolves, normalizes, activates.
  public override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable { self([x], pass) }

  /// Convolves the concatenation of `parts`, normalizes, activates.
  public func callAsFunction(_ parts: [Variable], _ pass: Pass) -> Variable {
    guard let bn else {
      return activation(conv(parts.count == 1 ? parts[0] : concatenation(parts, pass), pass), pass)
    }
    if activation == .relu { return conv(parts, bn, relu: true, pass) }
    return activation(conv(parts, bn, pass), pass)
  }

  /// Normalizes and activates what the convolution made.
  public func finish(_ y: Variable, _ pass: Pass) -> Variable {
    guard let bn else { return activation(y, pass) }
    if activation == .relu { return bn(y, relu: true, pass) }
    return activation(bn(y, pass), pass)
  }
}
