/// A two-dimensional convolution, in PyTorch's sense (a correlation).
///
/// `x` N, H, W, I; `weight` O, I, kH, kW; `bias` O or nil. Most layers of 3 × 3 go through
/// `WinogradConvolution`; in all others every element is one chain of fused multiply-adds that begins at
/// the bias and goes over kernel rows, kernel columns and input channels, in this order. Traps when the
/// channels do not fit.
public func convolution(
  _ x: Variable, weight: Parameter, bias: Parameter? = nil, _ settings: ConvolutionShape, _ pass: Pass
) -> Variable {
  convolution(joining: [x], weight: weight, bias: bias, settings, pass)
}

/// The convolution of the concatenation of `parts`; traps as `convolution` and `concatenation` do.
public func convolution(
  joining parts: [Variable], weight: Parameter, bias: Parameter? = nil, _ settings: ConvolutionShape,
  _ pass: Pass
) -> Variable {
  convolution(joining: parts, weight: weight, bias: bias, settings, measures: false, pass)
}

/// The convolution of the concatenation of `parts`, which is not written where Winograd's method is used on
/// two parts, the first of whole lanes of channels.
///
/// With `measures` the result brings its channels' moments along if that costs no sweep of its own.
func convolution(
  joining parts: [Variable], weight: Parameter, bias: Parameter? = nil, _ settings: ConvolutionShape,
  measures: Bool, _ pass: Pass
) -> Variable {
  let parts = joinable(parts, weight, settings, pass)
  let (shape, values) = (joined(parts.map(\.shape)), parts.map(\.value))
  check(shape, weight, bias, settings)
  let pool = pass.pool
  let (output, moments) = value(values, weight, bias, settings, measures: measures, pool)
  let result = pass.record(output, parts, parameters: [weight] + [bias].compactMap(\.self)) {
    [wantsInput = parts.contains(where: \.isTracked)] gradient in
    addWeightGradient(values, weight, bias, settings, gradient, pool)
    guard wantsInput else { return values.map { _ in nil } }
    return inputGradients(values.map(\.shape), weight, settings, gradient, pool)
  }
  result.moments = moments
  return result
}

/// The convolution of the concatenation of `parts` and what `epilogue` makes of it, for passes without a tape.
func convolution(
  joining parts: [Variable], weight: Parameter, _ settings: ConvolutionShape,
  _ epilogue: ConvolutionEpilogue, _ pass: Pass
) -> Variable {
  let parts = joinable(parts, weight, settings, pass).map(\.value)
  check(joined(parts.map(\.shape)), weight, nil, settings)
  guard let plan = plan(parts.map(\.shape), weight, settings) else {
    let output = directConvolution(parts[0], weight, nil, settings, pass.pool)
    epilogue.apply(to: output, pass.pool)
    return Variable(output)
  }
  let output = Tensor(uninitialized: plan.output)
  // A concatenation made above has no other owner: its memory must not be given away before the pass is done.
  withExtendedLifetime(parts) {
    plan.forwardPass(ChannelParts(parts), weights: weight.values.pointer, epilogue, into: output.pointer)
      .run(pass.pool)
  }
  return Variable(output)
}

/// The parts as they are if all three passes can do without their concatenation, else that.
private func joinable(
  _ parts: [Variable], _ weight: Parameter, _ settings: ConvolutionShape, _ pass: Pass
) -> [Variable] {
  if parts.count == 1 { return parts }
  let shape = joined(parts.map(\.shape))
  let isPair = parts.count == 2 && parts[0].shape.channels % Shape.lane == 0
  let plan = WinogradConvolution(
    choosing: settings, for: shape, outputs: weight.shape[0],
    sources: min(shape.channels, weight.shape[0]))
  return isPair && plan != nil ? parts : [concatenation(parts, pass)]
}

/// The shape of the concatenation; traps unless samples, rows and columns are equal.
private func joined(_ shapes: [Shape]) -> Shape {
  guard let first = shapes.first else { preconditionFailure("a convolution of nothing") }
  for shape in shapes {
    precondition(
      shape.with(channels: 0) == first.with(channels: 0), "a concatenation of \(first) and \(shape)")
  }
  return first.with(channels: shapes.reduce(0) { $0 + $1.channels })
}

private func plan(
  _ parts: [Shape], _ weight: Parameter, _ settings: ConvolutionShape
) -> WinogradConvolution? {
  let shape = joined(parts)
  return WinogradConvolution(
    choosing: settings, for: shape, outputs: weight.shape[0], sources: shape.channels)
}

/// The convolution by the method that suits it, and the moments if they are wanted and cost no further sweep.
private func value(
  _ parts: [Tensor], _ weight: Parameter, _ bias: Parameter?, _ settings: ConvolutionShape, measures: Bool,
  _ pool: WorkerPool
) -> (Tensor, Moments?) {
  guard let plan = plan(parts.map(\.shape), weight, settings) else {
    return (directConvolution(parts[0], weight, bias, settings, pool), nil)
  }
  let output = Tensor(uninitialized: plan.output)
  var pass = plan.forwardPass(
    ChannelParts(parts), weights: weight.values.pointer,
    ConvolutionEpilogue(bias: bias.map { padded($0, output.shape.stride) }), into: output.pointer)
  guard measures else {
    pass.run(pool)
    return (output, nil)
  }
  let sums = addedParts(pass.sumParts, count: 2 * output.shape.stride) { sums in
    pass.sums = sums
    pass.run(pool)
  }
  let stride = output.shape.stride
  return (output, Moments(sums: sums[..<stride], squares: sums[stride...], count: output.shape.pixels))
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

/// The derivatives with respect to the parts of the input: the same sum with turned weights.
private func inputGradients(
  _ shapes: [Shape], _ weight: Parameter, _ settings: ConvolutionShape, _ gradient: Tensor,
  _ pool: WorkerPool
) -> [Tensor] {
  guard
    let plan = WinogradConvolution(
      choosing: settings, for: joined(shapes), outputs: gradient.shape.channels,
      sources: gradient.shape.channels)
  else { return [directInputGradient(shapes[0], weight, settings, gradient, pool)] }
  let results = shapes.map { Tensor(uninitialized: $0) }
  plan.backwardData(
    gradient.pointer, weights: weight.values.pointer, into: ChannelParts(results), pool: pool)
  return results
}

/// The derivative with respect to the input by the direct method, which equals `inputGradientReference` bit
/// for bit.
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
  _ parts: [Tensor], _ weight: Parameter, _ bias: Parameter?, _ settings: ConvolutionShape,
  _ gradient: Tensor, _ pool: WorkerPool
) {
  let (input, shape) = (parts[0], joined(parts.map(\.shape)))
  let plan = WinogradConvolution(
    choosing: settings, for: shape, outputs: gradient.shape.channels,
    sources: min(shape.channels, gradient.shape.channels))
  if weight.isTrainable, let plan {
    weight.addGradient { target, adds in
      plan.backwardWeights(ChannelParts(parts), gradient.pointer, into: target, adds: adds, pool: pool)
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
