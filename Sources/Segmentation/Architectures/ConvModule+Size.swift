import NN

extension ConvModule {
  /// A block at stride 1 whose output has the input's rows and columns.
  static func sameSize(_ inputs: Int, _ outputs: Int, kernel: Int, dilation: Int = 1) -> ConvModule {
    ConvModule(inputs, outputs, kernel: kernel, padding: kernel / 2 * dilation, dilation: dilation)
  }
}

extension DepthwiseSeparableConvModule {
  /// A separable 3 × 3 block whose output has the input's rows and columns.
  static func sameSize(_ inputs: Int, _ outputs: Int, dilation: Int = 1) -> DepthwiseSeparableConvModule {
    DepthwiseSeparableConvModule(inputs, outputs, kernel: 3, padding: dilation, dilation: dilation)
  }
}
