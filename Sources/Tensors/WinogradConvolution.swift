/// A convolution of 3 × 3 with step 1 and as much padding as dilation, by Winograd's F(4×4, 3×3).
///
/// It needs a quarter of the direct method's multiplications and is exact but for rounding: errors are a
/// few 10⁻⁶ of the largest output. All tensors are in N, H, W, C order with `Shape.stride` floats a pixel
/// and zeros in the padding; weights are in PyTorch's order O, I, 3, 3. Results are the same bits for any
/// number of threads; outputs and input gradients of a sample do not depend on its batch.
/// Source: A. Lavin, S. Gray, Fast Algorithms for Convolutional Neural Networks, CVPR 2016.
public struct WinogradConvolution: Sendable {
  /// The extents of the input.
  public let input: Shape
  /// The extents of the output.
  public let output: Shape
  let grid: WinogradGrid

  /// Plans a convolution of `input` to `outputs` channels; traps unless the dilation is positive.
  public init(input: Shape, outputs: Int, dilation: Int = 1) {
    precondition(dilation > 0, "a convolution of \(input) with dilation \(dilation)")
    self.input = input
    output = input.with(channels: outputs)
    grid = WinogradGrid(input, dilation: dilation)
  }

  /// Writes output = weights ∗ input + bias; without a bias, nil.
  ///
  /// `bias` has `output.stride` floats, zeros in the padding.
  public func forward(
    _ source: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>,
    bias: UnsafeMutablePointer<Float>?, into target: UnsafeMutablePointer<Float>, pool: WorkerPool
  ) {
    let addend = bias.map { values in
      let buffer = Buffer(uninitialized: output.stride)
      buffer.pointer.update(from: values, count: buffer.count)
      return buffer
    }
    forwardPass(
      ChannelParts(source, stride: input.stride), weights: weights, ConvolutionEpilogue(bias: addend),
      into: target
    ).run(pool)
  }

  /// The forward pass from one or two tensors.
  func forwardPass(
    _ source: ChannelParts, weights: UnsafeMutablePointer<Float>, _ epilogue: ConvolutionEpilogue,
    into target: UnsafeMutablePointer<Float>
  ) -> WinogradPass {
    WinogradPass(
      grid: grid, source: source, from: input, target: ChannelParts(target, stride: output.stride),
      to: output,
      weights: WinogradWeights(
        pointer: weights, rows: input.channels, columns: output.channels, isTurned: false),
      epilogue: epilogue)
  }

  /// Writes the gradient of the input, given that of the output.
  public func backwardData(
    _ gradient: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>,
    into target: UnsafeMutablePointer<Float>, pool: WorkerPool
  ) {
    backwardData(gradient, weights: weights, into: ChannelParts(target, stride: input.stride), pool: pool)
  }

  /// Writes the gradients of one or two inputs.
  func backwardData(
    _ gradient: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>,
    into target: ChannelParts, pool: WorkerPool
  ) {
    WinogradPass(
      grid: grid, source: ChannelParts(gradient, stride: output.stride), from: output, target: target,
      to: input,
      weights: WinogradWeights(
        pointer: weights, rows: output.channels, columns: input.channels, isTurned: true)
    ).run(pool)
  }

  /// Adds the gradient of the weights, given the input and the gradient of the output.
  ///
  /// `target` is in PyTorch's order O, I, 3, 3.
  public func backwardWeights(
    _ source: UnsafeMutablePointer<Float>, _ gradient: UnsafeMutablePointer<Float>,
    addingTo target: UnsafeMutablePointer<Float>, pool: WorkerPool
  ) {
    backwardWeights(
      ChannelParts(source, stride: input.stride), gradient, into: target, adds: true, pool: pool)
  }

  /// Adds the gradient of the weights to the target, or writes it there.
  func backwardWeights(
    _ source: ChannelParts, _ gradient: UnsafeMutablePointer<Float>,
    into target: UnsafeMutablePointer<Float>, adds: Bool, pool: WorkerPool
  ) {
    WinogradGradient(
      grid: grid, source: source, from: input, gradient: gradient, to: output, target: target, adds: adds
    ).run(pool)
  }
}
