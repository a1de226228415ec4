extension WinogradConvolution {
  /// Plans one pass of a convolution if it is one of 3 × 3 that this method does faster; else nil.
  ///
  /// `sources` is the number of channels that the pass multiplies: the input's going forward, the output's
  /// going back, the smaller of both for the weights. The answer does not depend on the number of samples,
  /// so neither do a sample's bits.
  init?(choosing settings: ConvolutionShape, for input: Shape, outputs: Int, sources: Int) {
    guard settings.height == 3, settings.width == 3, settings.stride == 1,
      settings.padding == settings.dilation, sources >= WinogradConvolution.leastSources
    else { return nil }
    self.init(input: input, outputs: outputs, dilation: settings.dilation)
    if !isWorthwhile { return nil }
  }

  /// The direct method does not pay for padding channels: with 3 of them it wins.
  private static let leastSources = 6

  /// Whether there is enough to gain, and the tiles, cut ones included, cover few enough pixels that do not
  /// exist.
  ///
  /// A layer of 2²⁰ pixels · inputs · outputs takes the direct method a quarter of a millisecond; below it
  /// the digit that direct products are better by is worth more. Measured: three times as fast as the direct
  /// method without cut tiles, even at 2¼ to 3 times the pixels.
  private var isWorthwhile: Bool {
    let pixels = input.height * input.width
    return pixels * input.channels * output.channels >= 1 << 20 && grid.tiles * 16 <= 3 * input.pixels
  }
}
