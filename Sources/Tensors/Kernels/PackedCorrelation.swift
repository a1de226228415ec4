/// A `Correlation` of wide layers: its pixels are packed for the inner kernel, a few channels of a tap at a
/// time, and taps that see nothing but the padding are left out.
///
/// Bits are those of `Correlation`: the same chains, less products with zeros. Rows of a product are pixels;
/// a spread (the way back through a stride) divides them into phases, each with the few taps that reach it.
struct PackedCorrelation {
  let source: Tensor
  let window: Window
  let output: Tensor
  /// Row tap · source.stride + channel, column output channel.
  let weights: Panels
  let bias: Buffer?

  /// The groups of pixels of a task.
  private static let groups = 32
  /// The octets of a block: 256 channels keep 16 KB of weights in the first-level cache.
  private static let octets = 32
  /// Tasks are cut by outputs too until there are so many.
  private static let leastTasks = 16

  /// Whether padding channels costs little, and there are whole panels of outputs.
  static func suits(_ source: Shape, _ output: Shape) -> Bool {
    8 * source.stride <= 9 * source.channels && output.stride.isMultiple(of: 16)
  }

  /// Some pixels by some panels of outputs.
  private struct Job {
    let order: PixelOrder
    let pixels: Range<Int>
    let panels: Range<Int>
  }

  /// Octets of one tap and the pixels that are seen through it.
  private struct Part {
    let pixels: [UnsafeMutablePointer<Float>]
    let octets: Range<Int>
  }

  /// Parts whose weights stand one after the other from row `k` on.
  private struct Block {
    let k: Int
    var parts: [Part]
    var octets: Int
  }

  /// Writes the output.
  func run(_ pool: WorkerPool) {
    if output.shape.count == 0 { return }
    let pixels = PackedPixels(source, window)
    let start = bias ?? Buffer(output.shape.stride)
    let jobs = makeJobs()
    pool.run(jobs.count) { run(jobs[$0], pixels, start) }
  }

  private func makeJobs() -> [Job] {
    let spread = window.spread
    // Far taps see nothing from much of the image; strips let whole tasks do without them.
    let strip = window.dilation >= 12 ? 16 : Int.max
    let orders = (0..<min(spread, output.shape.height)).flatMap { y in
      (0..<min(spread, output.shape.width)).map { x in
        PixelOrder(output.shape, phaseY: y, phaseX: x, step: spread, strip: strip)
      }
    }
    let size = PackedCorrelation.groups * PackedPixels.group
    let blocks = orders.reduce(0) { $0 + ($1.count + size - 1) / size }
    let least = PackedCorrelation.leastTasks
    let panels = max(1, min(weights.count, weights.count * blocks / least))
    return orders.flatMap { order in
      stride(from: 0, to: order.count, by: size).flatMap { first in
        stride(from: 0, to: weights.count, by: panels).map { panel in
          Job(
            order: order, pixels: first..<min(order.count, first + size),
            panels: panel..<min(weights.count, panel + panels))
        }
      }
    }
  }

  private func run(_ job: Job, _ pixels: PackedPixels, _ start: Buffer) {
    let places = job.order.places(job.pixels)
    let blocks = makeBlocks(places, pixels)
    let groups = (places.count + PackedPixels.group - 1) / PackedPixels.group
    // A last group that is not full repeats its last pixel, which is then written more than once.
    let rows = (0..<groups * PackedPixels.group).map { row in
      let place = places[min(row, places.count - 1)]
      return output.index(place.sample, place.y, place.x, 0)
    }
    let packed = Buffer(uninitialized: groups * PackedCorrelation.octets * PackedPixels.block)
    rows.withUnsafeBufferPointer { rows in
      guard let rows = rows.baseAddress else { return }
      if blocks.isEmpty {
        multiply(job, Block(k: 0, parts: [], octets: 0), packed, groups, rows, start, true)
      }
      for (index, block) in blocks.enumerated() {
        pack(block, packed.pointer)
        multiply(job, block, packed, groups, rows, start, index == 0)
      }
    }
  }

  /// Puts a block's parts behind one another, group by group.
  private func pack(_ block: Block, _ target: UnsafeMutablePointer<Float>) {
    var place = target
    for part in block.parts {
      part.pixels.withUnsafeBufferPointer { pixels in
        guard let first = pixels.baseAddress else { return }
        for group in 0..<pixels.count / PackedPixels.group {
          PackedPixels.copy(
            first + group * PackedPixels.group, octets: part.octets,
            place + group * block.octets * PackedPixels.block)
        }
      }
      place += part.octets.count * PackedPixels.block
    }
  }

  private func multiply(
    _ job: Job, _ block: Block, _ packed: Buffer, _ groups: Int, _ rows: UnsafePointer<Int>, _ start: Buffer,
    _ isFirst: Bool
  ) {
    let size = block.octets * PackedPixels.block
    for panel in job.panels {
      let u = weights.start(panel, k: block.k)
      for group in 0..<groups {
        let v = packed.pointer + group * size
        PackedTile.wide(
          v, next: group + 1 < groups ? v + size : packed.pointer, octets: block.octets, u,
          start: start.pointer + 16 * panel, accumulates: !isFirst, output.pointer + 16 * panel,
          rows: rows + group * PackedPixels.group,
          nextRows: rows + (group + 1 < groups ? group + 1 : 0) * PackedPixels.group)
      }
    }
  }

  /// The octets of all taps that see a pixel at all, in order.
  private func makeBlocks(_ places: [PixelOrder.Place], _ pixels: PackedPixels) -> [Block] {
    let (limit, octets) = (PackedCorrelation.octets, source.shape.stride / 8)
    var blocks: [Block] = []
    for tap in 0..<window.height * window.width {
      guard let seen = pixels.pixels(under: places, tap: tap, repeatsLast: true) else { continue }
      for first in stride(from: 0, to: octets, by: limit) {
        let part = Part(pixels: seen, octets: first..<min(octets, first + limit))
        let k = tap * source.shape.stride + first * 8
        if let last = blocks.last, last.k + last.octets * 8 == k, last.octets + part.octets.count <= limit {
          blocks[blocks.count - 1].parts.append(part)
          blocks[blocks.count - 1].octets += part.octets.count
        } else {
          blocks.append(Block(k: k, parts: [part], octets: part.octets.count))
        }
      }
    }
    return blocks
  }
}
