/// A two-dimensional convolution, in PyTorch's sense (a correlation).
///
/// `x` N, H, W, I; `weight` O, I, kH, kW; `bias` O or nil. Every element is one chain of fused
/// multiply-adds that begins at the bias and goes over kernel rows, kernel columns and input channels, in
/// this order; layers of 3 × 3 kernels that are wide enough go through `Winograd`, within about 10⁻⁵. Traps when the channels do not fit.
public func convolution(
  _ x: Variable, weight: Parameter, bias: Parameter? = nil, _ settings: ConvolutionShape, _ pass: Pass
) -> Variable {
  check(x.shape, weight, bias, settings)
  let shape = settings.output(for: x.shape, channels: weight.shape[0])
  let output = Tensor(uninitialized: shape)
  let pool = pass.pool
  let start = bias.map { padded($0, shape.stride) }
  if Winograd.pays(settings.forward, inputs: x.shape.channels, output: shape) {
    let weights = WinogradWeights(weight, isTurned: false)
    Winograd.correlate(x.value, padding: settings.padding, weights, bias: start, output, pool)
  } else {
    Correlation(
      source: x.value, window: settings.forward, output: output,
      weights: ConvolutionWeights(weight).forward(pool), bias: start
    ).run(pool)
  }
  return pass.record(output, [x], parameters: [weight] + [bias].compactMap(\.self)) {
    [input = x.value, wantsInput = x.isTracked] gradient in
    addWeightGradient(input, weight, bias, settings, gradient, pool)
    return [wantsInput ? inputGradient(input.shape, weight, settings, gradient, pool) : nil]
  }
}

/// The derivative with respect to the input: the same sum with turned weights.
private func inputGradient(
  _ shape: Shape, _ weight: Parameter, _ settings: ConvolutionShape, _ gradient: Tensor,
  _ pool: WorkerPool
) -> Tensor {
  let result = Tensor(uninitialized: shape)
  let window = Window(
    height: settings.height, width: settings.width, step: 1,
    rowPadding: settings.dilation * (settings.height - 1) - settings.padding,
    columnPadding: settings.dilation * (settings.width - 1) - settings.padding, dilation: settings.dilation,
    spread: settings.stride)
  if Winograd.pays(window, inputs: gradient.shape.channels, output: shape) {
    let weights = WinogradWeights(weight, isTurned: true)
    Winograd.correlate(gradient, padding: window.rowPadding, weights, bias: nil, result, pool)
    return result
  }
  Correlation(
    source: gradient, window: window, output: result,
    weights: ConvolutionWeights(weight).backward(pool), bias: nil
  ).run(pool)
  return result
}

/// Adds the derivatives with respect to weight and bias to their gradients.
private func addWeightGradient(
  _ input: Tensor, _ weight: Parameter, _ bias: Parameter?, _ settings: ConvolutionShape,
  _ gradient: Tensor, _ pool: WorkerPool
) {
  if weight.isTrainable
    && Winograd.pays(settings.forward, inputs: input.shape.channels, output: gradient.shape)
  {
    Winograd.addWeightGradient(input, padding: settings.padding, gradient, weight, pool)
  } else if weight.isTrainable {
    let sums = WeightGradient(source: input, window: settings.forward, gradient: gradient).run(pool)
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
