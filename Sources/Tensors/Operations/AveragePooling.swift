/// The means of `height` by `width` bins that cover the input; 1 by 1 is global average pooling.
///
/// Bin i covers rows ⌊i · H/h⌋ ..< ⌈(i + 1) · H/h⌉, so bins may overlap: PyTorch's adaptive pooling. Sums
/// are taken in Double, row by row.
public func averagePooling(_ x: Variable, height: Int, width: Int, _ pass: Pass) -> Variable {
  precondition(
    height > 0 && width > 0 && x.shape.height > 0 && x.shape.width > 0,
    "pooling of \(x.shape) to \(height)×\(width)")
  let pooling = AveragePooling(
    rows: bins(x.shape.height, height), columns: bins(x.shape.width, width), input: x.shape)
  let pool = pass.pool
  return pass.record(pooling.forward(x.value, pool), [x]) { gradient in
    [pooling.backward(gradient, pool)]
  }
}

private func bins(_ extent: Int, _ count: Int) -> [Range<Int>] {
  (0..<count).map { $0 * extent / count..<(($0 + 1) * extent + count - 1) / count }
}

private struct AveragePooling {
  let rows: [Range<Int>]
  let columns: [Range<Int>]
  let input: Shape

  private var output: Shape { input.with(height: rows.count, width: columns.count) }

  func forward(_ x: Tensor, _ pool: WorkerPool) -> Tensor {
    let y = Tensor(uninitialized: output)
    let (p, r, channels) = (x.pointer, y.pointer, input.stride)
    pool.run(output.pixels) { task in
      let column = task % columns.count
      let row = task / columns.count % rows.count
      let sample = task / columns.count / rows.count
      let area = Double(rows[row].count * columns[column].count)
      for c in stride(from: 0, to: channels, by: 8) {
        var sum = SIMD8<Double>()
        for i in rows[row] {
          let line = x.index(sample, i, 0, c)
          for j in columns[column] { sum += SIMD8<Double>(p.lane(line + j * channels)) }
        }
        r.setLane(task * channels + c, Lane(sum / area))
      }
    }
    return y
  }

  /// Each input pixel gathers from the bins that cover it, in row order.
  func backward(_ gradient: Tensor, _ pool: WorkerPool) -> Tensor {
    let dx = Tensor(uninitialized: input)
    let (g, d, channels) = (gradient.pointer, dx.pointer, input.stride)
    let columnBins = (0..<input.width).map { place in
      columns.indices.filter { columns[$0].contains(place) }
    }
    pool.run(input.samples * input.height) { task in
      let (sample, y) = (task / input.height, task % input.height)
      let rowBins = rows.indices.filter { rows[$0].contains(y) }
      for x in 0..<input.width {
        for c in stride(from: 0, to: channels, by: 8) {
          var sum = Lane()
          for i in rowBins {
            for j in columnBins[x] {
              let share = 1 / Float(rows[i].count * columns[j].count)
              sum += g.lane(gradient.index(sample, i, j, c)) * share
            }
          }
          d.setLane(dx.index(sample, y, x, c), sum)
        }
      }
    }
    return dx
  }
}
