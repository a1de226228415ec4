/// A sum of weighted source pixels under a window for every output pixel: a convolution's forward pass, or
/// with turned weights its backward pass to the data.
struct Correlation {
  let source: Tensor
  let window: Window
  let output: Tensor
  /// The weights: row (i · width + j) · channels + c, column output channel.
  let weights: Panels
  let bias: Buffer?

  /// The pixels of one task of a pointwise layer.
  private static let grain = 192

  /// Writes the output.
  func run(_ pool: WorkerPool) {
    if output.shape.count == 0 { return }
    if window.isPointwise { runPointwise(pool) } else { runRows(pool) }
  }

  private func runPointwise(_ pool: WorkerPool) {
    let product = GatherProduct(
      segments: [0], length: source.shape.channels, panels: weights, bias: bias)
    let (a, c) = (source.pointer, output.pointer)
    let (from, to) = (source.shape.stride, output.shape.stride)
    let offsets = (0..<Correlation.grain).map { $0 * from }
    pool.runBlocks(of: Correlation.grain, upTo: output.shape.pixels) { pixels in
      offsets.withUnsafeBufferPointer { offsets in
        product.run(
          a + pixels.lowerBound * from, rows: UnsafeBufferPointer(rebasing: offsets[0..<pixels.count]),
          c + pixels.lowerBound * to)
      }
    }
  }

  private func runRows(_ pool: WorkerPool) {
    let shape = output.shape
    let halo = Halo(source: source, window: window, output: shape)
    let product = makeProduct(halo)
    let block = window.blockRows(shape, channels: source.shape.channels)
    let blocks = (shape.height + block - 1) / block
    let offsets = rowOffsets(block, halo)
    pool.run(shape.samples * blocks) { task in
      let sample = task / blocks
      let rows = task % blocks * block..<min(shape.height, (task % blocks + 1) * block)
      let scratch = Buffer(uninitialized: halo.count(rows: block))
      halo.fill(scratch.pointer, sample: sample, rows: rows)
      offsets.withUnsafeBufferPointer { offsets in
        product.run(
          scratch.pointer, rows: UnsafeBufferPointer(rebasing: offsets[0..<rows.count * shape.width]),
          output.pointer + output.index(sample, rows.lowerBound, 0, 0))
      }
    }
  }

  private func makeProduct(_ halo: Halo) -> GatherProduct {
    let channels = source.shape.channels
    let line = halo.width * channels * window.dilation
    let rows = (0..<window.height).map { $0 * line }
    if window.dilation == 1 {
      // Neighbouring pixels are neighbours in memory: a kernel row is one run.
      return GatherProduct(segments: rows, length: window.width * channels, panels: weights, bias: bias)
    }
    let taps = rows.flatMap { row in
      (0..<window.width).map { row + $0 * window.dilation * channels }
    }
    return GatherProduct(segments: taps, length: channels, panels: weights, bias: bias)
  }

  private func rowOffsets(_ rows: Int, _ halo: Halo) -> [Int] {
    let channels = source.shape.channels
    return (0..<rows).flatMap { y in
      (0..<output.shape.width).map { x in (y * halo.width + x) * window.step * channels }
    }
  }
}
