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
