/// The 3 × 3 weights of a convolution as one of its passes sees them: `rows` channels in, `columns` out.
struct WinogradWeights {
  /// In PyTorch's order: output, input, row, column.
  let pointer: UnsafeMutablePointer<Float>
  let rows: Int
  let columns: Int
  /// Whether the pass goes back: outputs are the rows, and the taps are turned by half a turn.
  let isTurned: Bool

  /// The lanes' floats that `transform` needs for packing and transforming.
  static let room = 9 * 16 + 36 * 8

  /// Transforms channels `channels` of outputs 16 · panel ..< 16 · panel + width.
  ///
  /// Writes frequency f, channel c, output n to `target[f · step + (c − channels.lowerBound) · width + n]`;
  /// what lies beyond the last channel or output is zero.
  func transform(
    panel: Int, width: Int, channels: Range<Int>, _ target: UnsafeMutablePointer<Float>, step: Int,
    room: UnsafeMutablePointer<Float>
  ) {
    let first = 16 * panel
    let present = max(0, min(width, columns - first))
    let packed = room + 288
    packed.update(repeating: 0, count: 9 * 16)
    for channel in channels {
      let place = target + (channel - channels.lowerBound) * width
      if channel < rows {
        pack(channel, first, present, packed)
      } else {
        packed.update(repeating: 0, count: 9 * 16)
      }
      for column in Swift.stride(from: 0, to: width, by: 8) {
        WinogradTransform.weights(packed + column, tapStep: 16, place + column, step: step, room: room)
      }
    }
  }

  /// Copies one channel's taps of some outputs to [9][16].
  @inline(__always)
  private func pack(_ row: Int, _ first: Int, _ count: Int, _ packed: UnsafeMutablePointer<Float>) {
    if isTurned {
      let from = pointer + (row * columns + first) * 9
      for n in 0..<count {
        for tap in 0..<9 { packed[tap * 16 + n] = from[n * 9 + 8 - tap] }
      }
    } else {
      let from = pointer + (first * rows + row) * 9
      for n in 0..<count {
        for tap in 0..<9 { packed[tap * 16 + n] = from[n * rows * 9 + tap] }
      }
    }
  }
}
