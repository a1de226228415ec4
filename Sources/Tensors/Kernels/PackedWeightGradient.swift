/// A `WeightGradient` of wide layers: pixels of input and gradient are packed for the inner kernel, which
/// sums six of them at a time.
///
/// A task takes some channels of one tap and some outputs. Pixels are summed in blocks, blocks in order within
/// a slice, slices in order; layers with few weights have several slices. All is cut by shape.
struct PackedWeightGradient {
  let source: Tensor
  let window: Window
  let gradient: Tensor

  /// The groups of pixels of a block.
  private static let groups = 24
  /// The channels of a task: whole octets and whole sixes.
  private static let chunk = 192
  /// The panels of 16 outputs of a task: with fewer, memory is what limits the packing.
  private static let panels = 16
  /// Pixels are sliced until there are so many tasks.
  private static let leastTasks = 16

  /// Whether padding channels costs little, and there is at least one panel of outputs.
  static func suits(_ source: Shape, _ gradient: Shape) -> Bool {
    8 * source.stride <= 9 * source.channels && gradient.stride >= 16
  }

  /// The pixels of a block.
  static let blockPixels = groups * PackedPixels.group

  /// The blocks of pixels, and the slices into which they are divided evenly.
  var cut: (blocks: Int, slices: Int) {
    let chunks = (source.shape.stride + Self.chunk - 1) / Self.chunk
    let panelChunks = (gradient.shape.stride + 16 * Self.panels - 1) / (16 * Self.panels)
    let blocks = (gradient.shape.pixels + Self.blockPixels - 1) / Self.blockPixels
    return (blocks, max(1, min(blocks, Self.leastTasks / (taps * chunks * panelChunks))))
  }

  private var taps: Int { window.height * window.width }

  /// The sums: row (i · width + j) · channels + c, column output channel, `gradient.shape.stride` columns.
  func run(_ pool: WorkerPool) -> Buffer {
    let (channels, columns) = (source.shape.channels, gradient.shape.stride)
    let panels = (columns + 15) / 16
    let chunks = (source.shape.stride + PackedWeightGradient.chunk - 1) / PackedWeightGradient.chunk
    let panelChunks = (panels + PackedWeightGradient.panels - 1) / PackedWeightGradient.panels
    let tasks = taps * chunks * panelChunks
    let (blocks, slices) = cut
    let parts = Buffer(uninitialized: slices * taps * channels * columns)
    let inputs = PackedPixels(source, window)
    let outputs = PackedPixels(gradient, Window(height: 1, width: 1))
    pool.run(tasks * slices) { index in
      let (slice, task) = index.quotientAndRemainder(dividingBy: tasks)
      let (tap, rest) = task.quotientAndRemainder(dividingBy: chunks * panelChunks)
      let first = rest / panelChunks * PackedWeightGradient.chunk
      let panel = rest % panelChunks * PackedWeightGradient.panels
      let job = Job(
        tap: tap, channels: first..<min(source.shape.stride, first + PackedWeightGradient.chunk),
        panels: panel..<min(panels, panel + PackedWeightGradient.panels),
        blocks: slice * blocks / slices..<(slice + 1) * blocks / slices)
      let sums = Buffer(job.channels.count * job.panels.count * 16)
      add(job, inputs, outputs, sums)
      place(job, sums, parts.pointer + slice * taps * channels * columns)
    }
    return slices == 1 ? parts : WeightGradient.added(parts, slices, pool)
  }

  /// Some channels under one tap by some outputs, over some blocks of pixels.
  private struct Job {
    let tap: Int
    let channels: Range<Int>
    let panels: Range<Int>
    let blocks: Range<Int>
  }

  /// Adds the blocks, in order.
  private func add(_ job: Job, _ inputs: PackedPixels, _ outputs: PackedPixels, _ sums: Buffer) {
    let order = PixelOrder(gradient.shape)
    let size = Self.blockPixels
    let octets = job.channels.lowerBound / 8..<job.channels.upperBound / 8
    let columns = 2 * job.panels.lowerBound..<min(2 * job.panels.upperBound, gradient.shape.stride / 8)
    let packed = Buffer(uninitialized: ((octets.count + 1) / 2 + (columns.count + 1) / 2) * Self.pairStep)
    let packedOutputs = packed.pointer + (octets.count + 1) / 2 * Self.pairStep
    for block in job.blocks {
      let places = order.places(block * size..<min(order.count, (block + 1) * size))
      guard let seen = inputs.pixels(under: places, tap: job.tap, repeatsLast: false),
        let grown = outputs.pixels(under: places, tap: 0, repeatsLast: false)
      else { continue }
      let groups = seen.count / PackedPixels.group
      pack(seen, octets, packed.pointer)
      pack(grown, columns, packedOutputs)
      multiply(job, packed.pointer, packedOutputs, groups: groups, sums.pointer)
    }
  }

  private func pack(
    _ pixels: [UnsafeMutablePointer<Float>], _ octets: Range<Int>, _ target: UnsafeMutablePointer<Float>
  ) {
    pixels.withUnsafeBufferPointer { pixels in
      guard let first = pixels.baseAddress else { return }
      for group in 0..<pixels.count / PackedPixels.group {
        PackedPixels.copy(
          first + group * PackedPixels.group, octets: octets, target + group * Self.groupStep,
          pairStep: Self.pairStep)
      }
    }
  }

  /// Two octets of a group; the groups of two octets stand together, so that a call reads few streams.
  private static let groupStep = 2 * PackedPixels.block
  private static let pairStep = groups * groupStep

  private func multiply(
    _ job: Job, _ v: UnsafeMutablePointer<Float>, _ y: UnsafeMutablePointer<Float>, groups: Int,
    _ sums: UnsafeMutablePointer<Float>
  ) {
    let count = job.channels.count
    for panel in 0..<job.panels.count {
      WinogradKernel.gradientPanel(
        v, groupStep: Self.groupStep, pairStep: Self.pairStep, channels: count, y + panel * Self.pairStep,
        gradientStep: Self.groupStep, width: width(job.panels.lowerBound + panel), groups: groups,
        sums + panel * count * 16, accumulates: true)
    }
  }

  private func width(_ panel: Int) -> Int { min(16, gradient.shape.stride - 16 * panel) }

  /// Copies a task's sums to their places among all.
  private func place(_ job: Job, _ sums: Buffer, _ all: UnsafeMutablePointer<Float>) {
    let (channels, columns) = (source.shape.channels, gradient.shape.stride)
    for panel in job.panels {
      let width = width(panel)
      let own = sums.pointer + (panel - job.panels.lowerBound) * job.channels.count * 16
      for channel in job.channels.lowerBound..<min(job.channels.upperBound, channels) {
        (all + (job.tap * channels + channel) * columns + 16 * panel).update(
          from: own + (channel - job.channels.lowerBound) * width, count: width)
      }
    }
  }
}
