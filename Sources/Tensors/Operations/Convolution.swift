/// A two-dimensional convolution, in PyTorch's sense (a correlation).
///
/// `x` N, H, W, I; `weight` O, I, kH, kW; `bias` O or nil. Most layers of 3 × 3 go through
/// `WinogradConvolution`; in all others every element is one chain of fused multiply-adds that begins at
/// the bias and goes over kernel rows, kernel columns and input channels, in this order. Traps when the
/// channels do not fit.
public func convolution(
  _ x: Variable, weight: Parameter, bias: Parameter? = nil, _ settings: ConvolutionShape, _ pass: Pass
) -> Variable {
  check(x.shape, weight, bias, settings)
  let pool = pass.pool
  let output = value(x.value, weight, bias, settings, pool)
  return pass.record(output, [x], parameters: [weight] + [bias].compactMap(\.self)) {
    [input = x.value, wantsInput = x.isTracked] gradient in
    addWeightGradient(input, weight, bias, settings, gradient, pool)
    return [wantsInput ? inputGradient(input.shape, weight, settings, gradient, pool) : nil]
  }
}

/// The convolution by the method that suits it.
private func value(
  _ x: Tensor, _ weight: Parameter, _ bias: Parameter?, _ settings: ConvolutionShape, _ pool: WorkerPool
) -> Tensor {
  let outputs = weight.shape[0]
  guard
    let plan = WinogradConvolution(
      choosing: settings, for: x.shape, outputs: outputs, sources: x.shape.channels)
  else { return directConvolution(x, weight, bias, settings, pool) }
  let output = Tensor(uninitialized: plan.output)
  let start = bias.map { padded($0, output.shape.stride) }
  plan.forward(
    x.pointer, weights: weight.values.pointer, bias: start?.pointer, into: output.pointer, pool: pool)
  return output
}

/// The convolution by the direct method, which equals `convolutionReference` bit for bit.
func directConvolution(
  _ x: Tensor, _ weight: Parameter, _ bias: Parameter?, _ settings: ConvolutionShape, _ pool: WorkerPool
) -> Tensor {
  let output = Tensor(uninitialized: settings.output(for: x.shape, channels: weight.shape[0]))
  correlate(x, settings.forward, output, bias.map { padded($0, output.shape.stride) }, pool) {
    ConvolutionWeights(weight).forward(padded: $0, pool)
  }
  return output
}

/// The derivative with respect to the input: the same sum with turned weights.
private func inputGradient(
  _ shape: Shape, _ weight: Parameter, _ settings: ConvolutionShape, _ gradient: Tensor,
  _ pool: WorkerPool
) -> Tensor {
  let result = Tensor(uninitialized: shape)
  if let plan = WinogradConvolution(
    choosing: settings, for: shape, outputs: gradient.shape.channels, sources: gradient.shape.channels)
  {
    plan.backwardData(
      gradient.pointer, weights: weight.values.pointer, into: result.pointer, pool: pool)
    return result
  }
  return directInputGradient(shape, weight, settings, gradient, pool)
}

/// The same by the direct method, which equals `inputGradientReference` bit for bit.
func directInputGradient(
  _ shape: Shape, _ weight: Parameter, _ settings: ConvolutionShape, _ gradient: Tensor, _ pool: WorkerPool
) -> Tensor {
  let result = Tensor(uninitialized: shape)
  let window = Window(
    height: settings.height, width: settings.width, step: 1,
    rowPadding: settings.dilation * (settings.height - 1) - settings.padding,
    columnPadding: settings.dilation * (settings.width - 1) - settings.padding, dilation: settings.dilation,
    spread: settings.stride)
  correlate(gradient, window, result, nil, pool) {
    ConvolutionWeights(weight).backward(padded: $0, pool)
  }
  return result
}

/// Writes the output by the kernels that suit its channels; `weights` are wanted with padded rows or without.
private func correlate(
  _ source: Tensor, _ window: Window, _ output: Tensor, _ bias: Buffer?, _ pool: WorkerPool,
  _ weights: (_ padded: Bool) -> Panels
) {
  if PackedCorrelation.suits(source.shape, output.shape) {
    PackedCorrelation(source: source, window: window, output: output, weights: weights(true), bias: bias)
      .run(pool)
  } else {
    Correlation(source: source, window: window, output: output, weights: weights(false), bias: bias).run(pool)
  }
}

/// Adds the derivatives with respect to weight and bias to their gradients.
private func addWeightGradient(
  _ input: Tensor, _ weight: Parameter, _ bias: Parameter?, _ settings: ConvolutionShape,
  _ gradient: Tensor, _ pool: WorkerPool
) {
  let plan = WinogradConvolution(
    choosing: settings, for: input.shape, outputs: gradient.shape.channels,
    sources: min(input.shape.channels, gradient.shape.channels))
  if weight.isTrainable, let plan {
    weight.accumulate {
      plan.backwardWeights(input.pointer, gradient.pointer, addingTo: $0, pool: pool)
    }
  } else if weight.isTrainable {
    let sums =
      PackedWeightGradient.suits(input.shape, gradient.shape)
      ? PackedWeightGradient(source: input, window: settings.forward, gradient: gradient).run(pool)
      : WeightGradient(source: input, window: settings.forward, gradient: gradient).run(pool)
    ConvolutionWeights(weight).addGradient(sums, columns: gradient.shape.stride, pool)
  }
  if let bias, bias.isTrainable {
    let sums = channelSums(gradient, pool)
    bias.accumulate { target in
      for channel in 0..<bias.count { target[channel] += Float(sums[channel]) }
    }
  }
}

private func check(_ x: Shape, _ weight: Parameter, _ bias: Parameter?, _ settings: ConvolutionShape) {
  precondition(
    weight.shape.count == 4 && weight.shape[1] == x.channels
      && weight.shape[2] == settings.height && weight.shape[3] == settings.width,
    "a convolution of kernel \(settings.height)×\(settings.width) with weights \(weight.shape) on \(x)")
  precondition(
    bias.map { $0.shape == [weight.shape[0]] } ?? true,
    "a bias of shape \(bias?.shape ?? []) for weights \(weight.shape)")
}

/// The values of a vector parameter and zeros up to `count`.
func padded(_ vector: Parameter, _ count: Int) -> Buffer {
  let buffer = Buffer(count)
  buffer.pointer.update(from: vector.values.pointer, count: vector.count)
  return buffer
}
