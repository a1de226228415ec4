/// A convolution's weights between the checkpoint's order (O, I, kH, kW) and the kernels' panels.
struct ConvolutionWeights {
  private let weight: Parameter
  private let outputs: Int
  private let inputs: Int
  private let taps: Int

  init(_ weight: Parameter) {
    self.weight = weight
    outputs = weight.shape[0]
    inputs = weight.shape[1]
    taps = weight.shape[2] * weight.shape[3]
  }

  /// Row (tap · I + i), column o.
  func forward(_ pool: WorkerPool) -> Panels {
    let panels = Panels(rows: taps * inputs, columns: Shape(height: 1, width: 1, channels: outputs).stride)
    let (w, p) = (weight.values.pointer, panels.buffer.pointer)
    pool.runBlocks(of: 16, upTo: outputs) { range in
      for i in 0..<inputs {
        for tap in 0..<taps {
          let row = panels.index(tap * inputs + i, range.lowerBound)
          for o in range { p[row + o - range.lowerBound] = w[(o * inputs + i) * taps + tap] }
        }
      }
    }
    return panels
  }

  /// Row (turned tap · O + o), column i.
  func backward(_ pool: WorkerPool) -> Panels {
    let panels = Panels(rows: taps * outputs, columns: Shape(height: 1, width: 1, channels: inputs).stride)
    let (w, p) = (weight.values.pointer, panels.buffer.pointer)
    pool.runBlocks(of: 16, upTo: inputs) { range in
      for o in 0..<outputs {
        for tap in 0..<taps {
          let row = panels.index((taps - 1 - tap) * outputs + o, range.lowerBound)
          for i in range { p[row + i - range.lowerBound] = w[(o * inputs + i) * taps + tap] }
        }
      }
    }
    return panels
  }

  /// Adds sums in rows (tap · I + i) of `columns` outputs to the gradient.
  func addGradient(_ sums: Buffer, columns: Int, _ pool: WorkerPool) {
    let s = sums.pointer
    weight.accumulate { g in
      pool.runBlocks(of: 8, upTo: outputs) { range in
        for i in 0..<inputs {
          for tap in 0..<taps {
            let row = s + (tap * inputs + i) * columns
            for o in range { g[(o * inputs + i) * taps + tap] += row[o] }
          }
        }
      }
    }
  }
}
