/// A convolution's backward pass to its weights: what every source channel under every tap and every output
/// channel's gradient have in common, summed over all pixels.
///
/// Narrow layers sum chunks of rows apart and add the chunks in order; wide ones divide the channels and go
/// through all pixels. Which of both depends on the shape alone.
struct WeightGradient {
  let source: Tensor
  let window: Window
  let gradient: Tensor

  /// The pixels that one call of an inner kernel goes through, about.
  private static let blockPixels = 256
  /// Up to this many weights chunks of pixels have sums of their own.
  private static let narrowLimit = 1 << 16

  private var taps: Int { window.height * window.width }

  /// The sums: row (i · width + j) · channels + c, column output channel, `gradient.shape.stride` columns.
  func run(_ pool: WorkerPool) -> Buffer {
    let (channels, columns) = (source.shape.channels, gradient.shape.stride)
    let isNarrow = taps * channels * columns <= WeightGradient.narrowLimit
    let chunks = isNarrow ? rowChunks() : [(0..<gradient.shape.samples, 0..<gradient.shape.height)]
    let size = isNarrow ? channels : 48
    let groups = (channels + size - 1) / size
    let parts = Buffer(uninitialized: chunks.count * taps * channels * columns)
    pool.run(chunks.count * groups) { task in
      let (chunk, group) = (task / groups, task % groups)
      let range = group * size..<min(channels, (group + 1) * size)
      let sums = Buffer(taps * range.count * columns)
      for sample in chunks[chunk].0 { add(sums.pointer, sample, chunks[chunk].1, range) }
      place(sums, range, into: parts.pointer + chunk * taps * channels * columns)
    }
    return chunks.count == 1 ? parts : Self.added(parts, chunks.count, pool)
  }

  /// Rows of single samples, about 32 chunks in all, none below 1024 pixels unless a sample is smaller.
  private func rowChunks() -> [(Range<Int>, Range<Int>)] {
    let shape = gradient.shape
    let pixels = max(1024, shape.pixels / 32)
    let rows = max(1, min(shape.height, pixels / max(1, shape.width)))
    return (0..<shape.samples).flatMap { sample in
      stride(from: 0, to: shape.height, by: rows).map { first in
        (sample..<sample + 1, first..<min(shape.height, first + rows))
      }
    }
  }

  private func add(
    _ sums: UnsafeMutablePointer<Float>, _ sample: Int, _ rows: Range<Int>, _ channels: Range<Int>
  ) {
    let shape = gradient.shape
    let halo = Halo(source: source, window: window, output: shape, channels: channels)
    let block = min(rows.count, window.blockRows(shape, channels: channels.count))
    let part = max(1, WeightGradient.blockPixels / max(1, shape.width))
    let scratch = Buffer(uninitialized: halo.count(rows: block))
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: block) {
      let end = min(rows.upperBound, first + block)
      halo.fill(scratch.pointer, sample: sample, rows: first..<end)
      for row in stride(from: first, to: end, by: part) {
        let path = OuterTile.Path(
          rows: min(end - row, part), columns: shape.width, aColumn: window.step * channels.count,
          aRow: window.step * halo.width * channels.count, bColumn: shape.stride,
          bRow: shape.width * shape.stride)
        multiply(
          scratch.pointer + (row - first) * path.aRow, gradient.pointer + gradient.index(sample, row, 0, 0),
          path, sums, halo.width, channels.count)
      }
    }
  }

  private func multiply(
    _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ path: OuterTile.Path,
    _ sums: UnsafeMutablePointer<Float>, _ haloWidth: Int, _ channels: Int
  ) {
    let columns = gradient.shape.stride
    let isMerged = window.dilation == 1
    let run = isMerged ? window.width * channels : channels
    for segment in 0..<(isMerged ? window.height : taps) {
      let (i, j) = isMerged ? (segment, 0) : (segment / window.width, segment % window.width)
      let from = a + (i * haloWidth + j) * window.dilation * channels
      for column in stride(from: 0, to: columns, by: 16) {
        OuterTile.block(
          from, b + column, path, sums + segment * run * columns + column, height: run,
          width: min(16, columns - column), stride: columns)
      }
    }
  }

  /// Copies the sums of a range of channels to their places among all channels.
  private func place(_ sums: Buffer, _ range: Range<Int>, into all: UnsafeMutablePointer<Float>) {
    let (channels, columns) = (source.shape.channels, gradient.shape.stride)
    for tap in 0..<taps {
      (all + (tap * channels + range.lowerBound) * columns).update(
        from: sums.pointer + tap * range.count * columns, count: range.count * columns)
    }
  }

  /// The sum of `count` equal parts, in order.
  static func added(_ parts: Buffer, _ count: Int, _ pool: WorkerPool) -> Buffer {
    let size = parts.count / count
    let total = Buffer(uninitialized: size)
    let (p, t) = (parts.pointer, total.pointer)
    pool.runBlocks(of: 4096, upTo: size) { range in
      for i in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
        var sum = p.lane(i)
        for part in 1..<count { sum += p.lane(part * size + i) }
        t.setLane(i, sum)
      }
    }
    return total
  }
}
