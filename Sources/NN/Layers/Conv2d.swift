public import Tensors

/// A convolution with learned weights; keys `weight` (O, I/groups, kH, kW) and, if asked for, `bias` (O).
public final class Conv2d: Module {
  /// The weights.
  public let weight: Parameter
  /// The bias, or nil.
  public let bias: Parameter?
  /// Kernel, stride, padding and dilation.
  public let settings: ConvolutionShape
  /// Whether every channel has a kernel of its own.
  public let isDepthwise: Bool

  /// Creates a convolution whose weights are zero until they are initialized or loaded.
  ///
  /// The defaults are stride 1, no padding, dilation 1, one group, a bias. `groups` may be 1 or, with equal
  /// inputs and outputs, the number of channels; anything else traps.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1, hasBias: Bool = true
  ) {
    precondition(
      groups == 1 || (groups == inputs && inputs == outputs),
      "a convolution of \(inputs) to \(outputs) channels in \(groups) groups")
    settings = ConvolutionShape(kernel: kernel, stride: stride, padding: padding, dilation: dilation)
    isDepthwise = groups > 1
    weight = Parameter([outputs, inputs / groups, kernel, kernel])
    bias = hasBias ? Parameter([outputs]) : nil
  }

  /// Convolves N, H, W, I to N, H′, W′, O.
  public override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    isDepthwise
      ? depthwiseConvolution(x, weight: weight, bias: bias, settings, pass)
      : convolution(x, weight: weight, bias: bias, settings, pass)
  }

  /// Convolves the concatenation of `parts`, which need not be written.
  public func callAsFunction(_ parts: [Variable], _ pass: Pass) -> Variable {
    isDepthwise
      ? self(concatenation(parts, pass), pass)
      : convolution(joining: parts, weight: weight, bias: bias, settings, pass)
  }

  /// Convolves the concatenation of `parts`, normalizes and, if asked, applies a ReLU, in as few sweeps as
  /// may be.
  public func callAsFunction(
    _ parts: [Variable], _ norm: BatchNorm, relu: Bool = false, _ pass: Pass
  ) -> Variable {
    if isDepthwise || bias != nil {
      return norm(self(parts.count == 1 ? parts[0] : concatenation(parts, pass), pass), relu: relu, pass)
    }
    return normalizedConvolution(
      parts, weight: weight, settings, norm.normalization, isFrozen: norm.isFrozen, relu: relu, pass)
  }
}
