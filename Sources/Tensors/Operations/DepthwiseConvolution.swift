/// A convolution in which every channel has a kernel of its own: PyTorch's `groups` equal to the channels.
///
/// `x` N, H, W, C; `weight` C, 1, kH, kW; `bias` C or nil. Every element is one chain of fused
/// multiply-adds that begins at the bias and goes over kernel rows and columns.
public func depthwiseConvolution(
  _ x: Variable, weight: Parameter, bias: Parameter? = nil, _ settings: ConvolutionShape, _ pass: Pass
) -> Variable {
  precondition(
    weight.shape == [x.shape.channels, 1, settings.height, settings.width],
    "a depth-wise convolution with weights \(weight.shape) on \(x.shape)")
  let shape = settings.output(for: x.shape, channels: x.shape.channels)
  let work = Depthwise(
    input: x.shape, output: shape, settings: settings, weights: tapMajor(weight, shape.stride))
  let pool = pass.pool
  let start = bias.map { padded($0, shape.stride) } ?? Buffer(shape.stride)
  return pass.record(
    work.forward(x.value, start, pool), [x], parameters: [weight] + [bias].compactMap(\.self)
  ) { [input = x.value, wantsInput = x.isTracked] gradient in
    if weight.isTrainable { addToWeight(weight, work.weightGradient(input, gradient, pool), shape.stride) }
    if let bias, bias.isTrainable {
      let sums = channelSums(gradient, pool)
      bias.accumulate { target in
        for c in 0..<bias.count { target[c] += Float(sums[c]) }
      }
    }
    return [wantsInput ? work.inputGradient(gradient, pool) : nil]
  }
}

/// The weights as tap · stride + channel.
private func tapMajor(_ weight: Parameter, _ stride: Int) -> Buffer {
  let taps = weight.shape[2] * weight.shape[3]
  let buffer = Buffer(taps * stride)
  for c in 0..<weight.shape[0] {
    for tap in 0..<taps { buffer.pointer[tap * stride + c] = weight.values.pointer[c * taps + tap] }
  }
  return buffer
}

private func addToWeight(_ weight: Parameter, _ sums: [Double], _ stride: Int) {
  let taps = weight.shape[2] * weight.shape[3]
  weight.accumulate { target in
    for c in 0..<weight.shape[0] {
      for tap in 0..<taps { target[c * taps + tap] += Float(sums[tap * stride + c]) }
    }
  }
}

private struct Depthwise {
  let input: Shape
  let output: Shape
  let settings: ConvolutionShape
  let weights: Buffer

  private var channels: Int { output.stride }

  /// The input row or column that an output one sees through a tap.
  @inline(__always) private func source(_ place: Int, _ tap: Int) -> Int {
    place * settings.stride - settings.padding + tap * settings.dilation
  }

  func forward(_ x: Tensor, _ start: Buffer, _ pool: WorkerPool) -> Tensor {
    let y = Tensor(uninitialized: output)
    let (p, r, w, channels) = (x.pointer, y.pointer, weights.pointer, self.channels)
    pool.run(output.samples * output.height) { task in
      let (n, row) = (task / output.height, task % output.height)
      for column in 0..<output.width {
        let target = y.index(n, row, column, 0)
        for c in stride(from: 0, to: channels, by: 8) {
          var sum = start.pointer.lane(c)
          for i in 0..<settings.height {
            let yy = source(row, i)
            guard yy >= 0, yy < input.height else { continue }
            for j in 0..<settings.width {
              let xx = source(column, j)
              guard xx >= 0, xx < input.width else { continue }
              let place = ((n * input.height + yy) * input.width + xx) * channels + c
              sum = sum.addingProduct(p.lane(place), w.lane((i * settings.width + j) * channels + c))
            }
          }
          r.setLane(target + c, sum)
        }
      }
    }
    return y
  }

  /// Each input pixel gathers from the outputs that saw it, tap by tap.
  func inputGradient(_ gradient: Tensor, _ pool: WorkerPool) -> Tensor {
    let dx = Tensor(uninitialized: input)
    let (g, d, w, channels) = (gradient.pointer, dx.pointer, weights.pointer, self.channels)
    pool.run(input.samples * input.height) { task in
      let (n, row) = (task / input.height, task % input.height)
      for column in 0..<input.width {
        for c in stride(from: 0, to: channels, by: 8) {
          var sum = Lane()
          for i in 0..<settings.height {
            guard let oy = target(row, i, output.height) else { continue }
            for j in 0..<settings.width {
              guard let ox = target(column, j, output.width) else { continue }
              let place = ((n * output.height + oy) * output.width + ox) * channels + c
              sum = sum.addingProduct(g.lane(place), w.lane((i * settings.width + j) * channels + c))
            }
          }
          d.setLane(dx.index(n, row, column, c), sum)
        }
      }
    }
    return dx
  }

  /// The output row or column that saw an input one through a tap, if any.
  @inline(__always) private func target(_ place: Int, _ tap: Int, _ extent: Int) -> Int? {
    let distance = place + settings.padding - tap * settings.dilation
    guard distance >= 0, distance % settings.stride == 0, distance / settings.stride < extent else {
      return nil
    }
    return distance / settings.stride
  }

  /// Σ x · g for every tap and channel: row by row in Float, over the rows in Double.
  func weightGradient(_ x: Tensor, _ gradient: Tensor, _ pool: WorkerPool) -> [Double] {
    let (p, g, channels) = (x.pointer, gradient.pointer, self.channels)
    let taps = settings.height * settings.width
    let rows = output.samples * output.height
    let parts = Buffer(rows * taps * channels)
    pool.run(rows) { task in
      let (n, row) = (task / output.height, task % output.height)
      for tap in 0..<taps {
        let yy = source(row, tap / settings.width)
        guard yy >= 0, yy < input.height else { continue }
        for c in stride(from: 0, to: channels, by: 8) {
          var sum = Lane()
          for column in 0..<output.width {
            let xx = source(column, tap % settings.width)
            guard xx >= 0, xx < input.width else { continue }
            sum = sum.addingProduct(
              p.lane(((n * input.height + yy) * input.width + xx) * channels + c),
              g.lane((task * output.width + column) * channels + c))
          }
          parts.pointer.setLane((task * taps + tap) * channels + c, sum)
        }
      }
    }
    var sums = [Double](repeating: 0, count: taps * channels)
    for row in 0..<rows {
      for i in 0..<sums.count { sums[i] += Double(parts.pointer[row * taps * channels + i]) }
    }
    return sums
  }
}
