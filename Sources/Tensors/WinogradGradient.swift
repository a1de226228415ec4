/// The pass back to the weights: dW = Gᵀ [ Σ over tiles (A dY Aᵀ) ⊗ (Bᵀ X B) ] G, the exact adjoint.
///
/// Tiles are summed in blocks of some groups, the blocks in order within a slice, the slices in order. Blocks
/// and slices are cut by shape, so the order of every sum is the same for any number of threads.
struct WinogradGradient {
  let grid: WinogradGrid
  let source: ChannelParts
  let from: Shape
  let gradient: UnsafeMutablePointer<Float>
  let to: Shape
  let target: UnsafeMutablePointer<Float>
  /// Whether to add to what the target holds; if not, all of it is written.
  var adds = true

  /// The groups of a block.
  private static let block = 8
  /// The channels of a task that takes sums back to taps: whole octets and whole sixes.
  private static let chunk = 96

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
  private func sumPlace(_ panel: Int, _ frequency: Int) -> Int {
    (panel * WinogradGrid.frequencies + frequency) * sumStep
  }
  private var blocks: Int { (grid.groups + WinogradGradient.block - 1) / WinogradGradient.block }
  /// Narrow layers have room for several sums at once, and their slices need not wait for each other.
  private var slices: Int { sumsSize <= 1 << 20 ? min(8, blocks) : 1 }

  private func width(_ panel: Int) -> Int { min(16, to.stride - 16 * panel) }

  /// Adds the gradient to the target.
  func run(_ pool: WorkerPool) {
    if grid.tiles == 0 || to.channels == 0 || from.channels == 0 {
      if !adds { target.update(repeating: 0, count: 9 * to.channels * from.channels) }
      return
    }
    if slices > 1 {
      runBySlices(pool)
    } else if blocks * valuesSize <= sumsSize {
      runByOutputs(pool)
    } else {
      runByBlocks(pool)
    }
  }

  /// Narrow layers: a task has sums of its own and takes a slice of all tiles.
  private func runBySlices(_ pool: WorkerPool) {
    let laneSize = WinogradPass.room + valuesSize
    WinogradScratch.use(slices * sumsSize + pool.threads * laneSize) { scratch in
      let lanes = scratch + slices * sumsSize
      pool.runLanes(slices) { lane, slice in
        let room = lanes + lane * laneSize
        sumSlice(slice, scratch + slice * sumsSize, room + WinogradPass.room, room)
      }
      finish(scratch, lanes, laneSize, pool)
    }
  }

  /// Wide layers: all threads bring a block into the transform domain, then each sums some frequencies.
  private func runByBlocks(_ pool: WorkerPool) {
    WinogradScratch.use(sumsSize + valuesSize + pool.threads * WinogradPass.room) { scratch in
      let values = scratch + sumsSize
      let rooms = values + valuesSize
      for block in 0..<blocks { sumBlock(block, scratch, values, rooms, pool) }
      finish(scratch, rooms, WinogradPass.room, pool)
    }
  }

  /// Layers of few tiles and many weights: all values are shared, and a task takes some channels and one
  /// panel of outputs to the end, so that the weights' 36 frequencies never leave the cache.
  private func runByOutputs(_ pool: WorkerPool) {
    let chunk = WinogradGradient.chunk
    let chunks = (from.stride + chunk - 1) / chunk
    let step = chunk * 16 + 16
    let laneSize = WinogradPass.room + WinogradGrid.frequencies * step
    WinogradScratch.use(blocks * valuesSize + pool.threads * laneSize) { scratch in
      let lanes = scratch + blocks * valuesSize
      pool.runLanes(grid.groups) { lane, group in
        let (block, slot) = (group / WinogradGradient.block, group % WinogradGradient.block)
        load(group, slot, scratch + block * valuesSize, lanes + lane * laneSize)
      }
      pool.runLanes(chunks * panels) { lane, task in
        let (first, panel) = (task / panels * chunk, task % panels)
        let channels = first..<min(first + chunk, from.stride)
        let room = lanes + lane * laneSize
        let sums = room + WinogradPass.room
        for frequency in 0..<WinogradGrid.frequencies {
          for block in 0..<blocks {
            multiply(
              frequency, panel, channels, scratch + block * valuesSize, groups: groups(of: block).count,
              sums + frequency * step, accumulates: block > 0)
          }
        }
        finish(panel, channels, sums, step: step, room)
      }
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
            frequency, panel, 0..<from.stride, values, groups: groups.count,
            sums + sumPlace(panel, frequency), accumulates: block > range.lowerBound)
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
        multiply(
          frequency, panel, 0..<from.stride, values, groups: groups.count,
          sums + sumPlace(panel, frequency), accumulates: block > 0)
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
    WinogradLoader(grid: grid, source: ChannelParts(gradient, stride: to.stride), shape: to).gradient(
      group, gradients + slot * gradientStep, step: gradientSize, room: room)
  }

  /// Multiplies a block's values of one frequency, some channels by one panel of outputs.
  private func multiply(
    _ frequency: Int, _ panel: Int, _ channels: Range<Int>, _ values: UnsafeMutablePointer<Float>,
    groups: Int, _ u: UnsafeMutablePointer<Float>, accumulates: Bool
  ) {
    let v = values + frequency * sourceSize + place(channels.lowerBound)
    let y = values + WinogradGrid.frequencies * sourceSize + frequency * gradientSize + 96 * panel
    WinogradKernel.gradientPanel(
      v, groupStep: sourceStep, channels: channels.count, y, gradientStep: gradientStep, width: width(panel),
      groups: groups, u, accumulates: accumulates)
  }

  /// The place of a channel in blocks [octet][6 tiles][8].
  private func place(_ channel: Int) -> Int { channel >> 3 * WinogradKernel.block + channel & 7 }

  /// Adds up the slices and takes the sums of all outputs back to taps.
  private func finish(
    _ sums: UnsafeMutablePointer<Float>, _ lanes: UnsafeMutablePointer<Float>, _ laneSize: Int,
    _ pool: WorkerPool
  ) {
    let (chunk, slices) = (WinogradGradient.chunk, slices)
    let chunks = (from.stride + chunk - 1) / chunk
    pool.runLanes(panels * chunks) { lane, task in
      let (panel, first) = (task / chunks, task % chunks * chunk)
      let channels = first..<min(first + chunk, from.stride)
      let part = sums + sumPlace(panel, 0) + first * width(panel)
      for slice in 1..<max(1, slices) {
        for frequency in 0..<WinogradGrid.frequencies {
          let place = part + frequency * sumStep
          for i in Swift.stride(from: 0, to: channels.count * width(panel), by: 8) {
            place.setLane(i, place.lane(i) + place.lane(slice * sumsSize + i))
          }
        }
      }
      finish(panel, channels, part, step: sumStep, lanes + lane * laneSize)
    }
  }

  /// Takes the sums of some channels and one panel of outputs back to taps and adds them to the target.
  private func finish(
    _ panel: Int, _ channels: Range<Int>, _ sums: UnsafeMutablePointer<Float>, step: Int,
    _ room: UnsafeMutablePointer<Float>
  ) {
    let (size, taps) = (width(panel), room + 288)
    for column in Swift.stride(from: 0, to: size, by: 8) {
      let first = 16 * panel + column
      let outputs = first..<max(first, min(first + 8, to.channels))
      for channel in channels.lowerBound..<min(channels.upperBound, from.channels) {
        WinogradTransform.weightGradient(
          sums + (channel - channels.lowerBound) * size + column, step: step, taps, room: room)
        add(taps, to: target + (first * from.channels + channel) * 9, outputs.count)
      }
    }
  }

  /// Adds taps [9][8 outputs] to the weights of some outputs, 9 · I floats apart.
  private func add(
    _ taps: UnsafeMutablePointer<Float>, to weights: UnsafeMutablePointer<Float>, _ outputs: Int
  ) {
    let step = 9 * from.channels
    if outputs == 8 {
      let t = transposed(
        (
          taps.lane(0), taps.lane(8), taps.lane(16), taps.lane(24), taps.lane(32), taps.lane(40),
          taps.lane(48), taps.lane(56)
        ))
      put(t.0, weights)
      put(t.1, weights + step)
      put(t.2, weights + 2 * step)
      put(t.3, weights + 3 * step)
      put(t.4, weights + 4 * step)
      put(t.5, weights + 5 * step)
      put(t.6, weights + 6 * step)
      put(t.7, weights + 7 * step)
      for n in 0..<8 { put(taps[64 + n], weights + n * step + 8) }
      return
    }
    for n in 0..<outputs {
      for tap in 0..<9 { put(taps[8 * tap + n], weights + n * step + tap) }
    }
  }

  @inline(__always)
  private func put(_ value: Lane, _ place: UnsafeMutablePointer<Float>) {
    place.setLane(0, adds ? place.lane(0) + value : value)
  }

  @inline(__always)
  private func put(_ value: Float, _ place: UnsafeMutablePointer<Float>) {
    place[0] = adds ? place[0] + value : value
  }
}
