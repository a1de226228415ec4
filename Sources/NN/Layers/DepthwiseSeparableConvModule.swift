public import Tensors

/// A depth-wise convolution and a pointwise one, each with normalization and ReLU, as in mmcv.
///
/// Keys: `depthwise_conv.conv.weight`, `depthwise_conv.bn.…`, `pointwise_conv.conv.weight`, ….
public final class DepthwiseSeparableConvModule: Module {
  /// The convolution of each channel.
  public let depthwiseConv: ConvModule
  /// The mixture of channels.
  public let pointwiseConv: ConvModule

  /// Creates a block; the defaults are stride 1, no padding, dilation 1.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1
  ) {
    depthwiseConv = ConvModule(
      inputs, inputs, kernel: kernel, stride: stride, padding: padding, dilation: dilation,
      groups: inputs)
    pointwiseConv = ConvModule(inputs, outputs, kernel: 1)
  }

  /// Runs both.
  public override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    pointwiseConv(depthwiseConv(x, pass), pass)
  }
}
