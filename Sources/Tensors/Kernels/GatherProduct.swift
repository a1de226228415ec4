/// The product of gathered rows and panels, block by block over k and over columns.
struct GatherProduct {
  /// A part of k that keeps a panel in the first-level cache.
  private struct Block {
    let segments: Range<Int>
    let offset: Int
    let length: Int
    let k: Int
  }

  private static let blockLength = 384

  private let segments: [Int]
  private let panels: Panels
  private let blocks: [Block]
  private let start: Buffer

  /// Creates a product whose left rows consist of runs of `length` floats at the offsets `segments`.
  init(segments: [Int], length: Int, panels: Panels, bias: Buffer?) {
    precondition(
      segments.count * length == panels.rows,
      "rows of \(segments.count) × \(length) floats times a matrix of \(panels.rows) rows")
    self.segments = segments
    self.panels = panels
    start = bias ?? Buffer(panels.columns)
    blocks = GatherProduct.blocks(segments.count, length)
  }

  private static func blocks(_ count: Int, _ length: Int) -> [Block] {
    if length > blockLength {
      return (0..<count).flatMap { segment in
        Swift.stride(from: 0, to: length, by: 256).map { offset in
          Block(
            segments: segment..<segment + 1, offset: offset, length: min(256, length - offset),
            k: segment * length + offset)
        }
      }
    }
    let group = max(1, blockLength / max(1, length))
    return Swift.stride(from: 0, to: count, by: group).map { first in
      Block(segments: first..<min(first + group, count), offset: 0, length: length, k: first * length)
    }
  }

  /// Computes rows 0 ..< rows.count, which begin at `a + rows[i]`, into consecutive rows of `c`.
  func run(_ a: UnsafeMutablePointer<Float>, rows: UnsafeBufferPointer<Int>, _ c: UnsafeMutablePointer<Float>)
  {
    guard let first = rows.baseAddress else { return }
    segments.withUnsafeBufferPointer { segments in
      guard let segments = segments.baseAddress else { return }
      for (index, block) in blocks.enumerated() {
        for panel in 0..<panels.count {
          let tile = Tiles(
            a: a + block.offset, segments: segments + block.segments.lowerBound,
            segmentCount: block.segments.count, length: block.length,
            b: panels.start(panel, k: block.k), start: start.pointer + 16 * panel, accumulates: index > 0,
            c: c + 16 * panel, stride: panels.columns, width: panels.width(panel))
          tile.run(first, rows.count)
        }
      }
    }
  }
}

/// All tiles of one panel and one block of k.
private struct Tiles {
  let a: UnsafeMutablePointer<Float>
  let segments: UnsafePointer<Int>
  let segmentCount: Int
  let length: Int
  let b: UnsafeMutablePointer<Float>
  let start: UnsafeMutablePointer<Float>
  let accumulates: Bool
  let c: UnsafeMutablePointer<Float>
  let stride: Int
  let width: Int

  func run(_ rows: UnsafePointer<Int>, _ count: Int) {
    let size = width == 16 ? GatherTile.wideRows : GatherTile.narrowRows
    var row = 0
    while row + size <= count {
      tile(rows + row, c + row * stride, stride)
      row += size
    }
    if row < count { rest(rows, row..<count, size) }
  }

  @inline(__always)
  private func tile(_ rows: UnsafePointer<Int>, _ c: UnsafeMutablePointer<Float>, _ stride: Int) {
    if width == 16 {
      GatherTile.wide(
        a, rows: rows, segments: segments, segmentCount, length: length, b, start: start,
        accumulates: accumulates, c, stride: stride)
    } else {
      GatherTile.narrow(
        a, rows: rows, segments: segments, segmentCount, length: length, b, start: start,
        accumulates: accumulates, c, stride: stride)
    }
  }

  /// The last rows, fewer than a tile, through a tile of their own whose other rows repeat the last one.
  private func rest(_ rows: UnsafePointer<Int>, _ range: Range<Int>, _ size: Int) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: size * width) { scratch in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: size) { places in
        guard let own = scratch.baseAddress, let first = places.baseAddress else { return }
        for i in 0..<size { first[i] = rows[min(range.lowerBound + i, range.upperBound - 1)] }
        own.update(repeating: 0, count: size * width)
        for (i, row) in range.enumerated() {
          (own + i * width).update(from: c + row * stride, count: width)
        }
        tile(first, own, width)
        for (i, row) in range.enumerated() {
          (c + row * stride).update(from: own + i * width, count: width)
        }
      }
    }
  }
}
