/// The pass back to the weights: dW = Gᵀ [ Σ over tiles (A dY Aᵀ) ⊗ (Bᵀ X B) ] G, the exact adjoint.
///
/// Tiles are summed in blocks of some groups, the blocks in order within a slice, the slices in order. Blocks
/// and slices are cut by shape, so the order of every sum is the same for any number of threads.
struct WinogradGradient {
  let grid: WinogradGrid
  let source: UnsafeMutablePointer<Float>
  let from: Shape
  let gradient: UnsafeMutablePointer<Float>
  let to: Shape
  let target: UnsafeMutablePointer<Float>

  /// The groups of a block.
  static let block = 8

  private var panels: Int { (to.stride + 15) / 16 }
  private var sourceStep: Int { 6 * from.stride }
  private var gradientStep: Int { 6 * to.stride }
  /// A block's values of one frequency; the odd line keeps frequencies out of each other's way.
  private var sourceSize: Int { WinogradGradient.block * sourceStep + 16 }
  private var gradientSize: Int { WinogradGradient.block * gradientStep + 16 }
  private var valuesSize: Int { WinogradGrid.frequencies * (sourceSize + gradientSize) }
  /// The sums of one frequency and panel.
  private var sumStep: Int { from.stride * 16 + 16 }
  private var sumsSize: Int { panels * WinogradGrid.frequencies * sumStep }
  private var blocks: Int { (grid.groups + WinogradGradient.block - 1) / WinogradGradient.block }
  /// Narrow layers have room for several sums at once, and their slices need not wait for each other.
  private var slices: Int { sumsSize <= 1 << 20 ? min(8, blocks) : 1 }

  private func width(_ panel: Int) -> Int { min(16, to.stride - 16 * panel) }

  /// Adds the gradient to the target.
  func run(_ pool: WorkerPool) {
    if grid.tiles == 0 || to.channels == 0 || from.channels == 0 { return }
    let room = WinogradPass.room
    let values = slices > 1 ? pool.threads * valuesSize : valuesSize
    WinogradScratch.use(slices * sumsSize + pool.threads * room + values) { scratch in
      let rooms = scratch + slices * sumsSize
      let values = rooms + pool.threads * room
      if slices > 1 {
        pool.runLanes(slices) { lane, slice in
          sumSlice(slice, scratch + slice * sumsSize, values + lane * valuesSize, rooms + lane * room)
        }
      } else {
        for block in 0..<blocks { sumBlock(block, scratch, values, rooms, pool) }
      }
      pool.runLanes(panels * 2) { lane, half in finish(half, scratch, rooms + lane * room) }
    }
  }

  /// Sums the blocks of a slice, one after the other.
  private func sumSlice(
    _ slice: Int, _ sums: UnsafeMutablePointer<Float>, _ values: UnsafeMutablePointer<Float>,
    _ room: UnsafeMutablePointer<Float>
  ) {
    let range = slice * blocks / slices..<(slice + 1) * blocks / slices
    for block in range {
      let groups = groups(of: block)
      for group in 0..<groups.count { load(groups.lowerBound + group, group, values, room) }
      for frequency in 0..<WinogradGrid.frequencies {
        for panel in 0..<panels {
          multiply(
            frequency, panel, values, groups: groups.count, sums, accumulates: block > range.lowerBound)
        }
      }
    }
  }

  /// Adds one block to the only slice's sums, all threads together.
  private func sumBlock(
    _ block: Int, _ sums: UnsafeMutablePointer<Float>, _ values: UnsafeMutablePointer<Float>,
    _ rooms: UnsafeMutablePointer<Float>, _ pool: WorkerPool
  ) {
    let groups = groups(of: block)
    pool.runLanes(groups.count) { lane, group in
      load(groups.lowerBound + group, group, values, rooms + lane * WinogradPass.room)
    }
    pool.run(WinogradGrid.frequencies) { frequency in
      for panel in 0..<panels {
        multiply(frequency, panel, values, groups: groups.count, sums, accumulates: block > 0)
      }
    }
  }

  private func groups(of block: Int) -> Range<Int> {
    block * WinogradGradient.block..<min(grid.groups, (block + 1) * WinogradGradient.block)
  }

  /// Brings a group of the input and of the gradient into the transform domain.
  private func load(
    _ group: Int, _ slot: Int, _ values: UnsafeMutablePointer<Float>, _ room: UnsafeMutablePointer<Float>
  ) {
    WinogradLoader(grid: grid, source: source, shape: from).input(
      group, values + slot * sourceStep, step: sourceSize, room: room)
    let gradients = values + WinogradGrid.frequencies * sourceSize
    WinogradLoader(grid: grid, source: gradient, shape: to).gradient(
      group, gradients + slot * gradientStep, step: gradientSize, room: room)
  }

  /// Multiplies a block's values of one frequency, all channels by one panel of outputs.
  private func multiply(
    _ frequency: Int, _ panel: Int, _ values: UnsafeMutablePointer<Float>, groups: Int,
    _ sums: UnsafeMutablePointer<Float>, accumulates: Bool
  ) {
    let v = values + frequency * sourceSize
    let y = values + WinogradGrid.frequencies * sourceSize + frequency * gradientSize + 96 * panel
    let u = sums + (panel * WinogradGrid.frequencies + frequency) * sumStep
    if width(panel) == 8 {
      for octet in 0..<from.stride / 8 {
        WinogradKernel.gradientNarrow(
          v + 48 * octet, groupStep: sourceStep, y, gradientStep: gradientStep, groups: groups,
          u + 64 * octet, accumulates: accumulates)
      }
      return
    }
    let sixes = from.stride % 6 == 2 ? (from.stride - 8) / 6 : from.stride / 6
    for six in 0..<sixes {
      let c = 6 * six
      WinogradKernel.gradientWide(
        v, (offset(c), offset(c + 2), offset(c + 4)), groupStep: sourceStep, y, gradientStep: gradientStep,
        groups: groups, u + 16 * c, accumulates: accumulates)
    }
    for c in Swift.stride(from: 6 * sixes, to: from.stride, by: 4) {
      WinogradKernel.gradientRest(
        v + offset(c), groupStep: sourceStep, y, gradientStep: gradientStep, groups: groups, u + 16 * c,
        accumulates: accumulates)
    }
  }

  /// The place of a channel in blocks [octet][6 tiles][8].
  private func offset(_ channel: Int) -> Int { channel >> 3 * WinogradKernel.block + channel & 7 }

  /// Adds up the slices of eight outputs and takes them back to taps.
  private func finish(
    _ half: Int, _ sums: UnsafeMutablePointer<Float>, _ room: UnsafeMutablePointer<Float>
  ) {
    let (panel, column) = (half / 2, half % 2 * 8)
    let first = 8 * half
    if column >= width(panel) || first >= to.channels { return }
    let (total, taps) = (room + 288, room + 576)
    let size = width(panel)
    for channel in 0..<from.channels {
      let place = sums + panel * WinogradGrid.frequencies * sumStep + channel * size + column
      for frequency in 0..<WinogradGrid.frequencies {
        var sum = place.lane(frequency * sumStep)
        for slice in 1..<max(1, slices) { sum += place.lane(slice * sumsSize + frequency * sumStep) }
        total.setLane(8 * frequency, sum)
      }
      WinogradTransform.weightGradient(total, step: 8, taps, room: room)
      for output in first..<min(first + 8, to.channels) {
        let weights = target + (output * from.channels + channel) * 9
        for tap in 0..<9 { weights[tap] += taps[8 * tap + output - first] }
      }
    }
  }
}
