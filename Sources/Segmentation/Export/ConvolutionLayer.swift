public import Tensors

/// A convolution of a net with the extents of its input, for one image.
public struct ConvolutionLayer: Sendable, Hashable {
  /// Kernel, stride, padding and dilation.
  public let settings: ConvolutionShape
  /// The extents of one image's input.
  public let input: Shape
  /// The output's channels.
  public let outputs: Int
  /// Whether every channel has a kernel of its own.
  public let isDepthwise: Bool

  /// Describes a layer.
  public init(settings: ConvolutionShape, input: Shape, outputs: Int, isDepthwise: Bool) {
    self.settings = settings
    self.input = input
    self.outputs = outputs
    self.isDepthwise = isDepthwise
  }

  /// The extents of one image's output.
  public var output: Shape { settings.output(for: input, channels: outputs) }

  /// The nominal multiplications for one image, taps in the padding included.
  public var multiplications: Int {
    let taps = settings.height * settings.width * (isDepthwise ? 1 : input.channels)
    return output.pixels * outputs * taps
  }
}
