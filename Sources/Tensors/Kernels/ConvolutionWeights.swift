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

  /// Row (tap · I + i), column o; `padded` counts I in whole lanes, with rows of zeros.
  func forward(padded: Bool = false, _ pool: WorkerPool) -> Panels {
    let step = padded ? stride(inputs) : inputs
    let panels = Panels(rows: taps * step, columns: stride(outputs))
    let (w, p) = (weight.values.pointer, panels.buffer.pointer)
    pool.runBlocks(of: 16, upTo: outputs) { range in
      for i in 0..<inputs {
        for tap in 0..<taps {
          let row = panels.index(tap * step + i, range.lowerBound)
          for o in range { p[row + o - range.lowerBound] = w[(o * inputs + i) * taps + tap] }
        }
      }
    }
    return panels
  }

  /// Row (turned tap · O + o), column i; `padded` counts O in whole lanes, with rows of zeros.
  func backward(padded: Bool = false, _ pool: WorkerPool) -> Panels {
    let step = padded ? stride(outputs) : outputs
    let panels = Panels(rows: taps * step, columns: stride(inputs))
    let (w, p) = (weight.values.pointer, panels.buffer.pointer)
    pool.runBlocks(of: 16, upTo: inputs) { range in
      for o in 0..<outputs {
        for tap in 0..<taps {
          let row = panels.index((taps - 1 - tap) * step + o, range.lowerBound)
          for i in range { p[row + i - range.lowerBound] = w[(o * inputs + i) * taps + tap] }
        }
      }
    }
    return panels
  }

  private func stride(_ channels: Int) -> Int { Shape(height: 1, width: 1, channels: channels).stride }

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
