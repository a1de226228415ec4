/// The settings of a convolution: kernel extents, stride, zero padding and dilation, as in PyTorch.
public struct ConvolutionShape: Hashable, Sendable {
  /// The rows of the kernel.
  public let height: Int
  /// The columns of the kernel.
  public let width: Int
  /// The distance between neighbouring windows.
  public let stride: Int
  /// The rows and columns of zeros on every side.
  public let padding: Int
  /// The distance between the taps of a window.
  public let dilation: Int

  /// Creates settings; the defaults are stride 1, no padding, dilation 1.
  public init(height: Int, width: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1) {
    precondition(
      height > 0 && width > 0 && stride > 0 && padding >= 0 && dilation > 0,
      "no convolution has kernel \(height)×\(width), stride \(stride), padding \(padding), dilation \(dilation)"
    )
    self.height = height
    self.width = width
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
  }

  /// Creates settings with a square kernel.
  public init(kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1) {
    self.init(height: kernel, width: kernel, stride: stride, padding: padding, dilation: dilation)
  }

  /// The extents of the output for an input; traps when the window is larger than the padded input.
  public func output(for input: Shape, channels: Int) -> Shape {
    let rows = input.height + 2 * padding - dilation * (height - 1)
    let columns = input.width + 2 * padding - dilation * (width - 1)
    precondition(
      rows > 0 && columns > 0, "a window of \(height)×\(width), dilation \(dilation), on an input of \(input)"
    )
    return Shape(
      samples: input.samples, height: (rows - 1) / stride + 1, width: (columns - 1) / stride + 1,
      channels: channels)
  }

  /// The window through which the output looks at the input.
  var forward: Window {
    Window(
      height: height, width: width, step: stride, rowPadding: padding, columnPadding: padding,
      dilation: dilation)
  }
}
