/// Bilinear resizing, PyTorch's `interpolate(mode: "bilinear")`.
///
/// Without aligned corners (MMSegmentation's default) an output pixel's center looks at
/// (i + ½) · in/out − ½, not below 0; with them at i · (in − 1)/(out − 1).
public func resized(
  _ x: Variable, height: Int, width: Int, alignsCorners: Bool = false, _ pass: Pass
) -> Variable {
  precondition(
    height > 0 && width > 0 && x.shape.height > 0 && x.shape.width > 0,
    "resizing of \(x.shape) to \(height)×\(width)")
  if height == x.shape.height && width == x.shape.width { return x }
  let rows = Interpolation(from: x.shape.height, to: height, alignsCorners: alignsCorners)
  let columns = Interpolation(from: x.shape.width, to: width, alignsCorners: alignsCorners)
  let resizing = Resizing(rows: rows, columns: columns, input: x.shape)
  let pool = pass.pool
  return pass.record(resizing.forward(x.value, pool), [x]) { gradient in
    [resizing.backward(gradient, pool)]
  }
}

/// Between which two inputs each output lies along one axis.
private struct Interpolation {
  let first: [Int]
  let second: [Int]
  /// The share of `second`.
  let share: [Float]

  init(from input: Int, to output: Int, alignsCorners: Bool) {
    let ratio =
      alignsCorners
      ? (output > 1 ? Float(input - 1) / Float(output - 1) : 0) : Float(input) / Float(output)
    let places = (0..<output).map { i in
      alignsCorners ? ratio * Float(i) : max(0, ratio * (Float(i) + 0.5) - 0.5)
    }
    first = places.map { min(Int($0), input - 1) }
    second = first.map { min($0 + 1, input - 1) }
    share = zip(places, first).map { $0 - Float($1) }
  }

  /// For each input the outputs that look at it, ascending, with their weights.
  func adjoint(_ inputs: Int) -> [[(output: Int, weight: Float)]] {
    var lists = [[(output: Int, weight: Float)]](repeating: [], count: inputs)
    for output in 0..<first.count {
      if first[output] == second[output] {
        lists[first[output]].append((output, 1))
      } else {
        lists[first[output]].append((output, 1 - share[output]))
        lists[second[output]].append((output, share[output]))
      }
    }
    return lists
  }
}

private struct Resizing {
  let rows: Interpolation
  let columns: Interpolation
  let input: Shape

  private var output: Shape { input.with(height: rows.first.count, width: columns.first.count) }

  /// Each output row: first a mixture of two input rows, then of its neighbouring pixels.
  func forward(_ x: Tensor, _ pool: WorkerPool) -> Tensor {
    let y = Tensor(uninitialized: output)
    let (p, channels) = (x.pointer, input.stride)
    let count = input.width * channels
    pool.run(output.samples * output.height) { task in
      let (sample, row) = (task / output.height, task % output.height)
      let line = Buffer(uninitialized: count)
      let (a, b) = (x.index(sample, rows.first[row], 0, 0), x.index(sample, rows.second[row], 0, 0))
      let share = rows.share[row]
      for i in stride(from: 0, to: count, by: 8) {
        line.pointer.setLane(i, p.lane(a + i) * (1 - share) + p.lane(b + i) * share)
      }
      mix(line.pointer, y.pointer + y.index(sample, row, 0, 0), channels)
    }
    return y
  }

  private func mix(
    _ line: UnsafeMutablePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ channels: Int
  ) {
    for column in 0..<output.width {
      let (a, b) = (columns.first[column] * channels, columns.second[column] * channels)
      let share = columns.share[column]
      for c in stride(from: 0, to: channels, by: 8) {
        target.setLane(column * channels + c, line.lane(a + c) * (1 - share) + line.lane(b + c) * share)
      }
    }
  }

  /// The adjoint: each input row gathers from output rows in order, then pixels from pixels in order.
  func backward(_ gradient: Tensor, _ pool: WorkerPool) -> Tensor {
    let dx = Tensor(uninitialized: input)
    let (g, channels) = (gradient.pointer, input.stride)
    let (rowLists, columnLists) = (rows.adjoint(input.height), columns.adjoint(input.width))
    let count = output.width * channels
    pool.run(input.samples * input.height) { task in
      let (sample, row) = (task / input.height, task % input.height)
      let line = Buffer(count)
      for (from, weight) in rowLists[row] {
        let place = gradient.index(sample, from, 0, 0)
        for i in stride(from: 0, to: count, by: 8) {
          line.pointer.setLane(i, line.pointer.lane(i) + g.lane(place + i) * weight)
        }
      }
      let target = dx.pointer + dx.index(sample, row, 0, 0)
      for column in 0..<input.width {
        for c in stride(from: 0, to: channels, by: 8) {
          var sum = Lane()
          for (from, weight) in columnLists[column] {
            sum += line.pointer.lane(from * channels + c) * weight
          }
          target.setLane(column * channels + c, sum)
        }
      }
    }
    return dx
  }
}
