/// The 3 × 3 weights of a convolution in Winograd's domain.
struct WinogradWeights {
  private let weight: Parameter
  /// Whether they serve the backward pass: turned by half a turn, inputs and outputs exchanged.
  private let isTurned: Bool

  init(_ weight: Parameter, isTurned: Bool) {
    self.weight = weight
    self.isTurned = isTurned
  }

  private var outputs: Int { weight.shape[isTurned ? 1 : 0] }
  private var inputs: Int { weight.shape[isTurned ? 0 : 1] }

  /// G w Gᵀ for each of the 36 frequencies: row input, column output.
  func panels(_ pool: WorkerPool) -> [Panels] {
    let columns = Shape(height: 1, width: 1, channels: outputs).stride
    let panels = (0..<36).map { _ in Panels(uninitializedRows: inputs, columns: columns) }
    let targets = panels.map(\.buffer.pointer)
    pool.run(columns / 8) { lane in
      withUnsafeTemporaryAllocation(of: Lane.self, capacity: 45) { scratch in
        guard let w = scratch.baseAddress else { return }
        let u = w + 9
        for i in 0..<inputs {
          gather(8 * lane, i, w)
          transform(w, u)
          let place = panels[0].index(i, 8 * lane)
          for f in 0..<36 { targets[f].setLane(place, u[f]) }
        }
      }
    }
    return panels
  }

  /// The kernels from input `i` to eight outputs from `first` on; zeros beyond the last output.
  private func gather(_ first: Int, _ i: Int, _ w: UnsafeMutablePointer<Lane>) {
    let (values, size) = (weight.values.pointer, weight.shape[1])
    for tap in 0..<9 { w[tap] = Lane() }
    for o in first..<min(first + 8, outputs) {
      let kernel = values + 9 * (isTurned ? i * size + o : o * size + i)
      for tap in 0..<9 { w[tap][o - first] = kernel[isTurned ? 8 - tap : tap] }
    }
  }

  private func transform(_ w: UnsafeMutablePointer<Lane>, _ u: UnsafeMutablePointer<Lane>) {
    for j in 0..<3 {
      (u[j], u[6 + j], u[12 + j], u[18 + j], u[24 + j], u[30 + j]) = WinogradTransforms.weight(
        w[j], w[3 + j], w[6 + j])
    }
    for k in stride(from: 0, to: 36, by: 6) {
      (u[k], u[k + 1], u[k + 2], u[k + 3], u[k + 4], u[k + 5]) = WinogradTransforms.weight(
        u[k], u[k + 1], u[k + 2])
    }
  }

  /// Adds Gᵀ s G of sums (frequency, input, output) to the weights' gradient.
  func addGradient(_ sums: Buffer, columns: Int, _ pool: WorkerPool) {
    let (s, inputs, size) = (sums.pointer, self.inputs, self.inputs * columns)
    weight.accumulate { g in
      pool.run(columns / 8) { lane in
        withUnsafeTemporaryAllocation(of: Lane.self, capacity: 27) { scratch in
          guard let t = scratch.baseAddress else { return }
          for i in 0..<inputs {
            back(s + i * columns + 8 * lane, size, t)
            for o in 8 * lane..<min(8 * lane + 8, outputs) {
              let target = g + 9 * (o * inputs + i)
              for tap in 0..<9 { target[tap] += t[18 + tap][o - 8 * lane] }
            }
          }
        }
      }
    }
  }

  /// Gᵀ s G of eight outputs, into the last nine of 27 lanes.
  private func back(_ s: UnsafeMutablePointer<Float>, _ size: Int, _ t: UnsafeMutablePointer<Lane>) {
    for k in 0..<6 {
      (t[k], t[6 + k], t[12 + k]) = WinogradTransforms.weightGradient(
        s.lane(k * size), s.lane((6 + k) * size), s.lane((12 + k) * size), s.lane((18 + k) * size),
        s.lane((24 + k) * size), s.lane((30 + k) * size))
    }
    for row in 0..<3 {
      let k = 6 * row
      (t[18 + 3 * row], t[19 + 3 * row], t[20 + 3 * row]) = WinogradTransforms.weightGradient(
        t[k], t[k + 1], t[k + 2], t[k + 3], t[k + 4], t[k + 5])
    }
  }
}
