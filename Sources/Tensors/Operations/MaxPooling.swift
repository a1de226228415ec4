/// The maximum of windows of `kernel` by `kernel` pixels; zero padding never wins.
///
/// The output has ⌊(H + 2 · padding − kernel) / stride⌋ + 1 rows, as in PyTorch without `ceil_mode`. A tie
/// gives its gradient to the first pixel in row order. Traps when a window could lie wholly in the padding.
public func maxPooling(_ x: Variable, kernel: Int, stride: Int, padding: Int = 0, _ pass: Pass) -> Variable {
  precondition(
    kernel > 0 && stride > 0 && padding * 2 <= kernel, "max-pooling of \(kernel), padding \(padding)")
  let shape = ConvolutionShape(kernel: kernel, stride: stride, padding: padding)
    .output(for: x.shape, channels: x.shape.channels)
  let pooling = MaxPooling(x: x.value, kernel: kernel, step: stride, padding: padding, shape: shape)
  let y = pooling.forward(pass.pool)
  let pool = pass.pool
  return pass.record(y, [x]) { gradient in [pooling.backward(y, gradient, pool)] }
}

private struct MaxPooling {
  let x: Tensor
  let kernel: Int
  let step: Int
  let padding: Int
  let shape: Shape

  /// The input rows or columns, of `extent`, that output row or column `place` covers.
  private func covered(_ place: Int, _ extent: Int) -> Range<Int> {
    let first = place * step - padding
    return max(0, first)..<min(extent, first + kernel)
  }

  func forward(_ pool: WorkerPool) -> Tensor {
    let y = Tensor(uninitialized: shape)
    let (p, r, channels) = (x.pointer, y.pointer, shape.stride)
    pool.run(shape.samples * shape.height) { task in
      let (sample, row) = (task / shape.height, task % shape.height)
      let rows = covered(row, x.shape.height)
      for column in 0..<shape.width {
        let columns = covered(column, x.shape.width)
        let target = y.index(sample, row, column, 0)
        for c in stride(from: 0, to: channels, by: 8) {
          var best = p.lane(x.index(sample, rows.lowerBound, columns.lowerBound, c))
          for i in rows {
            let line = x.index(sample, i, 0, c)
            for j in columns {
              let value = p.lane(line + j * channels)
              // What is not a number wins, so that a diverged net shows.
              best = best.replacing(with: value, where: .!(value .<= best) .& (best .== best))
            }
          }
          r.setLane(target + c, best)
        }
      }
    }
    return y
  }

  /// Windows that do not overlap are cut by rows, others by samples and lanes: no two tasks share a pixel.
  func backward(_ y: Tensor, _ gradient: Tensor, _ pool: WorkerPool) -> Tensor {
    let dx = Tensor(uninitialized: x.shape)
    let d = dx.pointer
    pool.runBlocks(of: elementGrain, upTo: dx.shape.count) { range in
      (d + range.lowerBound).update(repeating: 0, count: range.count)
    }
    let lanes = shape.stride / 8
    if kernel <= step {
      pool.run(shape.samples * shape.height) { task in
        let row = task % shape.height
        scatter(y, gradient, dx, task / shape.height, row..<row + 1, 0..<lanes)
      }
    } else {
      pool.run(shape.samples * lanes) { task in
        let lane = task % lanes
        scatter(y, gradient, dx, task / lanes, 0..<shape.height, lane..<lane + 1)
      }
    }
    return dx
  }

  private func scatter(
    _ y: Tensor, _ gradient: Tensor, _ dx: Tensor, _ sample: Int, _ rows: Range<Int>, _ lanes: Range<Int>
  ) {
    let (p, r, g, d, channels) = (x.pointer, y.pointer, gradient.pointer, dx.pointer, shape.stride)
    for row in rows {
      for column in 0..<shape.width {
        let place = y.index(sample, row, column, 0)
        for c in stride(from: lanes.lowerBound * 8, to: lanes.upperBound * 8, by: 8) {
          let best = r.lane(place + c)
          var rest = g.lane(place + c)
          for i in covered(row, x.shape.height) {
            for j in covered(column, x.shape.width) {
              let from = ((sample * x.shape.height + i) * x.shape.width + j) * channels + c
              let isBest = p.lane(from) .== best
              d.setLane(from, d.lane(from) + rest.replacing(with: 0, where: .!isBest))
              rest = rest.replacing(with: 0, where: isBest)
            }
          }
        }
      }
    }
  }
}
