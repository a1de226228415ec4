import CCPU

/// The 3 × 3 weights of a convolution as one of its passes sees them: `rows` channels in, `columns` out.
struct WinogradWeights {
  /// In PyTorch's order: output, input, row, column.
  let pointer: UnsafeMutablePointer<Float>
  let rows: Int
  let columns: Int
  /// Whether the pass goes back: outputs are the rows, and the taps are turned by half a turn.
  let isTurned: Bool

  /// The lanes' floats that `transform` needs for packing and transforming.
  static let room = 9 * 8 + 36 * 8

  /// Transforms channels `channels` of outputs 16 · panel ..< 16 · panel + width.
  ///
  /// Writes frequency f, channel c, output n to `target[f · step + (c − channels.lowerBound) · width + n]`;
  /// what lies beyond the last channel or output is zero.
  func transform(
    panel: Int, width: Int, channels: Range<Int>, _ target: UnsafeMutablePointer<Float>, step: Int,
    room: UnsafeMutablePointer<Float>
  ) {
    let packed = room + 288
    for channel in channels {
      for column in Swift.stride(from: 0, to: width, by: 8) {
        pack(channel, 16 * panel + column, packed)
        WinogradTransform.weights(
          packed, tapStep: 8, target + (channel - channels.lowerBound) * width + column, step: step,
          room: room)
      }
    }
  }

  /// Copies one channel's taps of eight outputs to [9][8].
  private func pack(_ row: Int, _ first: Int, _ packed: UnsafeMutablePointer<Float>) {
    let count = row < rows ? max(0, min(8, columns - first)) : 0
    let from = pointer + 9 * (isTurned ? row * columns + first : first * rows + row)
    let step = 9 * (isTurned ? 1 : rows)
    // The rows of a turned pass are far apart: nothing else would fetch the one after next in time.
    if isTurned && row + 2 < rows { prefetch(from + 18 * columns) }
    if count == 8 {
      put(
        transposed(
          (
            from.lane(0), from.lane(step), from.lane(2 * step), from.lane(3 * step), from.lane(4 * step),
            from.lane(5 * step), from.lane(6 * step), from.lane(7 * step)
          )), packed)
      let last = packed + (isTurned ? 0 : 64)
      for n in 0..<8 { last[n] = from[n * step + 8] }
      return
    }
    packed.update(repeating: 0, count: 72)
    for n in 0..<count {
      for tap in 0..<9 { packed[8 * (isTurned ? 8 - tap : tap) + n] = from[n * step + tap] }
    }
  }

  @inline(__always)
  private func prefetch(_ place: UnsafeMutablePointer<Float>) {
    for line in 0..<5 { cpu_prefetch(place + 16 * line) }
  }

  /// Stores eight taps in their order or, turned, from the last one down.
  @inline(__always)
  private func put(_ t: EightLanes, _ packed: UnsafeMutablePointer<Float>) {
    let (from, step) = isTurned ? (packed + 64, -8) : (packed, 8)
    from.setLane(0, t.0)
    from.setLane(step, t.1)
    from.setLane(2 * step, t.2)
    from.setLane(3 * step, t.3)
    from.setLane(4 * step, t.4)
    from.setLane(5 * step, t.5)
    from.setLane(6 * step, t.6)
    from.setLane(7 * step, t.7)
  }
}
