import CCPU

/// One pass of a convolution over the pixels: to the outputs or, with turned weights, back to the inputs.
///
/// There are two schedules; their results are the same bits, for every element is one fixed chain.
struct WinogradPass {
  let grid: WinogradGrid
  let source: ChannelParts
  let from: Shape
  let target: ChannelParts
  let to: Shape
  let weights: WinogradWeights
  var epilogue = ConvolutionEpilogue()
  /// Where to add the outputs' sums and, `to.stride` further, sums of squares; 2 · `to.stride` for each part.
  var sums: UnsafeMutablePointer<Double>?

  /// The floats of a lane's own room for transforms and cut tiles.
  static let room = 2 * 36 * 8 + WinogradWeights.room

  /// The most groups whose values are shared at a time.
  private static let chunk = 32

  /// The octets of source channels.
  var octets: Int { from.stride / 8 }

  /// The panels of 16 output channels, the last perhaps of 8.
  var panels: Int { (to.stride + 15) / 16 }

  /// The floats from one frequency of a group to the next; the odd line keeps them out of each other's way.
  var step: Int { 6 * from.stride + 16 }

  /// The floats of a group's values.
  var groupSize: Int { WinogradGrid.frequencies * step }

  /// The floats of a group's results for one panel.
  static let resultSize = WinogradGrid.frequencies * 96

  func width(_ panel: Int) -> Int { min(16, to.stride - 16 * panel) }

  /// Whether there are so many weights that each is transformed where it is used.
  private var isWide: Bool { from.channels * to.channels >= 1 << 17 }

  /// The number of parts that `sums` must have room for; a matter of shape.
  var sumParts: Int {
    let size = isWide ? WinogradPass.chunk : blockGroups
    return (grid.groups + size - 1) / size
  }

  /// Computes every output pixel.
  func run(_ pool: WorkerPool) {
    if to.count == 0 { return }
    if isWide { runByOutputs(pool) } else { runByTiles(pool) }
  }

  /// Weights are transformed once; a task takes some groups of tiles through all three steps.
  func runByTiles(_ pool: WorkerPool) {
    let uStep = from.stride * 16 + 16
    let panelSize = WinogradGrid.frequencies * uStep
    let block = blockGroups
    let laneSize = WinogradPass.room + block * (groupSize + WinogradPass.resultSize)
    let (panels, groups) = (panels, grid.groups)
    WinogradScratch.use(panels * panelSize + pool.threads * laneSize) { scratch in
      let lanes = scratch + panels * panelSize
      pool.runLanes(panels) { lane, panel in
        weights.transform(
          panel: panel, width: width(panel), channels: 0..<from.stride, scratch + panel * panelSize,
          step: uStep, room: lanes + lane * laneSize)
      }
      pool.runLanes((groups + block - 1) / block) { lane, task in
        let range = task * block..<min(groups, (task + 1) * block)
        let room = lanes + lane * laneSize
        let values = room + WinogradPass.room
        let results = values + block * groupSize
        for (i, group) in range.enumerated() { transformInput(group, values + i * groupSize, room) }
        for panel in 0..<panels {
          for octet in Swift.stride(from: 0, to: octets, by: 32) {
            multiply(
              panel, first: range.lowerBound, groups: range.count, values,
              octets: octet..<min(octets, octet + 32),
              scratch + panel * panelSize + octet * 8 * width(panel), uStep: uStep, results)
          }
          for (i, group) in range.enumerated() {
            transformOutput(group, panel, results + i * WinogradPass.resultSize, room, part: task)
          }
        }
      }
    }
  }

  /// The groups of one task: few enough for values and results to stay in the second-level cache.
  private var blockGroups: Int {
    let fitting = max(4, min(16, (1 << 16) / groupSize))
    return max(1, min(fitting, (grid.groups + 15) / 16))
  }

  /// The tiles' values are shared; a task takes a panel of outputs, transforming its weights as it goes.
  func runByOutputs(_ pool: WorkerPool) {
    let (chunk, channels) = (WinogradPass.chunk, 128)
    let uStep = channels * 16 + 16
    let groups = grid.groups
    let shared = min(chunk, groups)
    let laneSize =
      WinogradPass.room + WinogradGrid.frequencies * uStep + shared * WinogradPass.resultSize
    WinogradScratch.use(shared * groupSize + pool.threads * laneSize) { scratch in
      let lanes = scratch + shared * groupSize
      for first in Swift.stride(from: 0, to: groups, by: chunk) {
        let range = first..<min(groups, first + chunk)
        pool.runLanes(range.count) { lane, i in
          transformInput(first + i, scratch + i * groupSize, lanes + lane * laneSize)
        }
        pool.runLanes(panels) { lane, panel in
          let room = lanes + lane * laneSize
          let u = room + WinogradPass.room
          let results = u + WinogradGrid.frequencies * uStep
          for channel in Swift.stride(from: 0, to: from.stride, by: channels) {
            let part = channel..<min(from.stride, channel + channels)
            weights.transform(
              panel: panel, width: width(panel), channels: part, u, step: uStep, room: room)
            multiply(
              panel, first: range.lowerBound, groups: range.count, scratch,
              octets: part.lowerBound / 8..<part.upperBound / 8, u,
              uStep: uStep, results)
          }
          for (i, group) in range.enumerated() {
            transformOutput(
              group, panel, results + i * WinogradPass.resultSize, room, part: first / chunk)
          }
        }
      }
    }
  }

  /// Multiplies some groups' values by a panel's weights, frequency by frequency.
  ///
  /// From the second part of the channels on, the products are added to what the results hold.
  private func multiply(
    _ panel: Int, first: Int, groups: Int, _ values: UnsafeMutablePointer<Float>, octets: Range<Int>,
    _ u: UnsafeMutablePointer<Float>, uStep: Int, _ results: UnsafeMutablePointer<Float>
  ) {
    let accumulates = octets.lowerBound > 0
    let (count, size) = (octets.count, WinogradPass.resultSize)
    let isWholePanel = width(panel) == 16
    for frequency in 0..<WinogradGrid.frequencies {
      var v = values + frequency * step + octets.lowerBound * WinogradKernel.block
      var m = results + frequency * 96
      if !accumulates { prefetchOutput(first, groups: groups, panel, frequency) }
      let u = u + frequency * uStep
      var left = groups
      while left > 0 {
        if isWholePanel {
          WinogradKernel.wide(
            v, next: left > 1 ? v + groupSize : v - (groups - 1) * groupSize + step, octets: count, u, m,
            accumulates: accumulates)
        } else if left > 1 {
          WinogradKernel.narrowPair(
            v, v + groupSize, octets: count, u, m, m + size, accumulates: accumulates)
        } else {
          WinogradKernel.narrow(v, octets: count, u, m, accumulates: accumulates)
        }
        let done = isWholePanel || left == 1 ? 1 : 2
        v += done * groupSize
        m += done * size
        left -= done
      }
    }
  }

  /// Fetches the places of some tiles' outputs, so that storing them later need not wait for memory.
  private func prefetchOutput(_ first: Int, groups: Int, _ panel: Int, _ frequency: Int) {
    if grid.dilation > 1 { return }
    let share = (6 * groups + WinogradGrid.frequencies - 1) / WinogradGrid.frequencies
    let begin = 6 * first + frequency * share
    for tile in begin..<max(begin, min(begin + share, 6 * (first + groups), grid.tiles)) {
      let place = grid.place(tile)
      let (first, stride) = target.place(16 * panel)
      let pixels = first + ((place.sample * to.height + place.row) * to.width + place.column) * stride
      for y in 0..<min(4, place.rows) {
        for x in 0..<4 { cpu_prefetch_far(pixels + (y * to.width + x) * stride) }
      }
    }
  }

  /// Transforms the pixels under a group's tiles.
  private func transformInput(
    _ group: Int, _ values: UnsafeMutablePointer<Float>, _ room: UnsafeMutablePointer<Float>
  ) {
    WinogradLoader(grid: grid, source: source, shape: from).input(group, values, step: step, room: room)
  }

  /// Transforms a group's results of one panel to pixels.
  private func transformOutput(
    _ group: Int, _ panel: Int, _ results: UnsafeMutablePointer<Float>, _ room: UnsafeMutablePointer<Float>,
    part: Int
  ) {
    for slot in 0..<WinogradGrid.group {
      let tile = group * WinogradGrid.group + slot
      if tile >= grid.tiles { return }
      let place = grid.place(tile)
      for octet in 0..<width(panel) / 8 {
        let channel = 16 * panel + 8 * octet
        let m = results + octet * WinogradKernel.block + slot * 8
        let end = epilogue.lane(channel)
        let (first, stride) = target.place(channel)
        let pixels = first + ((place.sample * to.height + place.row) * to.width + place.column) * stride
        let (columnStep, rowStep) = (grid.dilation * stride, grid.dilation * to.width * stride)
        if place.isWhole {
          WinogradTransform.output(
            m, step: 96, end, pixels, rowStep: rowStep, columnStep: columnStep, room: room)
        } else {
          let patch = room + 288
          WinogradTransform.output(m, step: 96, end, patch, rowStep: 32, columnStep: 8, room: room)
          for y in 0..<place.wholeRows.count {
            for x in 0..<place.wholeColumns.count {
              (pixels + y * rowStep + x * columnStep).setLane(0, patch.lane(32 * y + 8 * x))
            }
          }
        }
        if let sums {
          measure(
            pixels, place, rowStep: rowStep, columnStep: columnStep,
            sums + (part * 2 * to.stride + channel))
        }
      }
    }
  }

  /// Adds a tile's outputs of eight channels, just stored, to sums in Double.
  @inline(__always)
  private func measure(
    _ pixels: UnsafeMutablePointer<Float>, _ place: WinogradPlace, rowStep: Int, columnStep: Int,
    _ sums: UnsafeMutablePointer<Double>
  ) {
    var (sum, squares) = (SIMD8<Double>(), SIMD8<Double>())
    for y in place.wholeRows {
      for x in place.wholeColumns {
        let value = SIMD8<Double>(pixels.lane(y * rowStep + x * columnStep))
        sum += value
        squares += value * value
      }
    }
    sums.add(sum, at: 0)
    sums.add(squares, at: to.stride)
  }
}
