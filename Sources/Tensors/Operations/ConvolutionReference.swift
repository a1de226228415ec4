/// The plain convolution that the fast one must equal bit for bit; see `convolution`.
func convolutionReference(
  _ x: Tensor, weight: Parameter, bias: Parameter?, _ settings: ConvolutionShape
) -> Tensor {
  let y = Tensor(settings.output(for: x.shape, channels: weight.shape[0]))
  forEachIndex(y.shape) { n, row, column, o in
    var sum = bias.map { $0.values.pointer[o] } ?? 0
    forEachTap(x, weight, settings, n, row, column, o) { value, w in
      sum = sum.addingProduct(value.map { x.pointer[$0] } ?? 0, weight.values.pointer[w])
    }
    y[n, row, column, o] = sum
  }
  return y
}

/// The plain derivatives of a convolution with respect to input and weight (in the weight's order).
func convolutionGradientReference(
  _ x: Tensor, weight: Parameter, _ settings: ConvolutionShape, gradient: Tensor
) -> (input: Tensor, weight: [Float]) {
  var dx = [Double](repeating: 0, count: x.shape.count)
  var dw = [Double](repeating: 0, count: weight.count)
  forEachIndex(gradient.shape) { n, row, column, o in
    let g = Double(gradient[n, row, column, o])
    forEachTap(x, weight, settings, n, row, column, o) { place, w in
      guard let place else { return }
      dx[place] += g * Double(weight.values.pointer[w])
      dw[w] += g * Double(x.pointer[place])
    }
  }
  let input = Tensor(x.shape)
  for i in 0..<dx.count { input.pointer[i] = Float(dx[i]) }
  return (input, dw.map { Float($0) })
}

/// The plain chains that the direct way back to the input must equal bit for bit: over the output's pixels
/// that saw an input pixel, in their order, and over their channels.
func inputGradientReference(
  _ shape: Shape, weight: Parameter, _ settings: ConvolutionShape, gradient: Tensor
) -> Tensor {
  let dx = Tensor(shape)
  forEachIndex(shape) { n, row, column, c in
    var sum: Float = 0
    for i in (0..<settings.height).reversed() {
      for j in (0..<settings.width).reversed() {
        let y = row + settings.padding - i * settings.dilation
        let x = column + settings.padding - j * settings.dilation
        guard y >= 0, x >= 0, y % settings.stride == 0, x % settings.stride == 0 else { continue }
        let (oy, ox) = (y / settings.stride, x / settings.stride)
        guard oy < gradient.shape.height, ox < gradient.shape.width else { continue }
        for o in 0..<weight.shape[0] {
          let w = ((o * shape.channels + c) * settings.height + i) * settings.width + j
          sum = sum.addingProduct(gradient[n, oy, ox, o], weight.values.pointer[w])
        }
      }
    }
    dx[n, row, column, c] = sum
  }
  return dx
}

/// The plain sums that `PackedWeightGradient` must equal bit for bit, in its order: a chain for each block of
/// pixels, blocks within a slice, slices.
func packedWeightGradientReference(
  _ x: Tensor, _ settings: ConvolutionShape, gradient: Tensor
) -> [Float] {
  let work = PackedWeightGradient(source: x, window: settings.forward, gradient: gradient)
  let (blocks, slices) = work.cut
  let (shape, columns) = (gradient.shape, gradient.shape.stride)
  var all = [Float](
    repeating: 0, count: settings.height * settings.width * x.shape.channels * columns)
  for (row, tap) in (0..<settings.height * settings.width).enumerated() {
    for c in 0..<x.shape.channels {
      for o in 0..<shape.channels {
        let sums = (0..<slices).map { slice in
          (slice * blocks / slices..<(slice + 1) * blocks / slices).reduce(Float(0)) { sum, block in
            let size = PackedWeightGradient.blockPixels
            var chain: Float = 0
            for pixel in block * size..<min(shape.pixels, (block + 1) * size) {
              let (upper, column) = pixel.quotientAndRemainder(dividingBy: shape.width)
              let (n, line) = upper.quotientAndRemainder(dividingBy: shape.height)
              let y = line * settings.stride - settings.padding + tap / settings.width * settings.dilation
              let z = column * settings.stride - settings.padding + tap % settings.width * settings.dilation
              guard y >= 0, z >= 0, y < x.shape.height, z < x.shape.width else { continue }
              chain = chain.addingProduct(x[n, y, z, c], gradient[n, line, column, o])
            }
            return sum + chain
          }
        }
        all[(row * x.shape.channels + c) * columns + o] = sums.dropFirst().reduce(sums[0], +)
      }
    }
  }
  return all
}

/// Calls `body` for every sample, row, column and channel, padding left out.
func forEachIndex(_ shape: Shape, _ body: (Int, Int, Int, Int) -> Void) {
  for n in 0..<shape.samples {
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        for c in 0..<shape.channels { body(n, y, x, c) }
      }
    }
  }
}

/// Calls `body` with the places of input value (nil in the padding) and weight for every tap and channel.
private func forEachTap(
  _ x: Tensor, _ weight: Parameter, _ settings: ConvolutionShape, _ n: Int, _ row: Int, _ column: Int,
  _ o: Int, _ body: (Int?, Int) -> Void
) {
  let inputs = weight.shape[1]
  for i in 0..<settings.height {
    for j in 0..<settings.width {
      let y = row * settings.stride - settings.padding + i * settings.dilation
      let z = column * settings.stride - settings.padding + j * settings.dilation
      let isInside = y >= 0 && z >= 0 && y < x.shape.height && z < x.shape.width
      for c in 0..<inputs {
        let w = ((o * inputs + c) * settings.height + i) * settings.width + j
        body(isInside ? x.index(n, y, z, c) : nil, w)
      }
    }
  }
}
