/// The tiles of 4 × 4 output pixels of a batch, sample by sample and row by row.
struct WinogradTiles {
  let output: Shape
  let rows: Int
  let columns: Int

  init(_ output: Shape) {
    self.output = output
    rows = (output.height + 3) / 4
    columns = (output.width + 3) / 4
  }

  /// The number of tiles.
  var count: Int { output.samples * rows * columns }

  /// The sample and the first row and column of a tile.
  @inline(__always) func place(_ tile: Int) -> (sample: Int, y: Int, x: Int) {
    (tile / (rows * columns), tile / columns % rows * 4, tile % columns * 4)
  }

  /// Writes Bᵀ d B of the 6 × 6 source pixels under tiles `range` to `v`: frequency, tile, channel.
  func transformInput(
    _ source: Tensor, padding: Int, _ range: Range<Int>, _ v: UnsafeMutablePointer<Float>, perFrequency: Int
  ) {
    let (stride, shape, p) = (source.shape.stride, source.shape, source.pointer)
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: 36) { d in
      for (slot, tile) in range.enumerated() {
        let (sample, row, column) = place(tile)
        let (y, x) = (row - padding, column - padding)
        let isInside = y >= 0 && x >= 0 && y + 6 <= shape.height && x + 6 <= shape.width
        for c in Swift.stride(from: 0, to: stride, by: 8) {
          for i in 0..<6 {
            let line = ((sample * shape.height + y + i) * shape.width + x) * stride + c
            for j in 0..<6 {
              let isPixel =
                isInside || (y + i >= 0 && y + i < shape.height && x + j >= 0 && x + j < shape.width)
              d[i * 6 + j] = isPixel ? p.lane(line + j * stride) : Lane()
            }
          }
          WinogradTiles.bothWays(d)
          let target = v + slot * stride + c
          for f in 0..<36 { target.setLane(f * perFrequency, d[f]) }
        }
      }
    }
  }

  /// Bᵀ d B in place.
  @inline(__always) private static func bothWays(_ d: UnsafeMutableBufferPointer<Lane>) {
    for j in 0..<6 {
      (d[j], d[6 + j], d[12 + j], d[18 + j], d[24 + j], d[30 + j]) = WinogradTransforms.input(
        d[j], d[6 + j], d[12 + j], d[18 + j], d[24 + j], d[30 + j])
    }
    for i in Swift.stride(from: 0, to: 36, by: 6) {
      (d[i], d[i + 1], d[i + 2], d[i + 3], d[i + 4], d[i + 5]) = WinogradTransforms.input(
        d[i], d[i + 1], d[i + 2], d[i + 3], d[i + 4], d[i + 5])
    }
  }

  /// Writes A g Aᵀ of the gradient's tiles `range` to `z`: frequency, tile, channel.
  func transformGradient(
    _ gradient: Tensor, _ range: Range<Int>, _ z: UnsafeMutablePointer<Float>, perFrequency: Int
  ) {
    let (stride, g) = (output.stride, gradient.pointer)
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: 36) { d in
      for (slot, tile) in range.enumerated() {
        let (sample, y, x) = place(tile)
        for c in Swift.stride(from: 0, to: stride, by: 8) {
          for j in 0..<4 {
            func pixel(_ i: Int) -> Lane {
              y + i < output.height && x + j < output.width
                ? g.lane(((sample * output.height + y + i) * output.width + x + j) * stride + c) : Lane()
            }
            (d[j], d[6 + j], d[12 + j], d[18 + j], d[24 + j], d[30 + j]) = WinogradTransforms.gradient(
              pixel(0), pixel(1), pixel(2), pixel(3))
          }
          let target = z + slot * stride + c
          for i in 0..<6 {
            let k = i * 6
            let row = WinogradTransforms.gradient(d[k], d[k + 1], d[k + 2], d[k + 3])
            target.setLane(k * perFrequency, row.0)
            target.setLane((k + 1) * perFrequency, row.1)
            target.setLane((k + 2) * perFrequency, row.2)
            target.setLane((k + 3) * perFrequency, row.3)
            target.setLane((k + 4) * perFrequency, row.4)
            target.setLane((k + 5) * perFrequency, row.5)
          }
        }
      }
    }
  }

  /// Writes Aᵀ m A plus bias to the output's tiles `range`.
  func transformOutput(
    _ m: UnsafeMutablePointer<Float>, perFrequency: Int, _ range: Range<Int>, bias: Buffer,
    _ target: Tensor
  ) {
    let (stride, r) = (output.stride, target.pointer)
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: 24) { d in
      for (slot, tile) in range.enumerated() {
        let (sample, y, x) = place(tile)
        let (height, width) = (min(4, output.height - y), min(4, output.width - x))
        for c in Swift.stride(from: 0, to: stride, by: 8) {
          let from = m + slot * stride + c
          for j in 0..<6 {
            (d[j], d[6 + j], d[12 + j], d[18 + j]) = WinogradTransforms.output(
              from.lane(j * perFrequency), from.lane((6 + j) * perFrequency),
              from.lane((12 + j) * perFrequency), from.lane((18 + j) * perFrequency),
              from.lane((24 + j) * perFrequency), from.lane((30 + j) * perFrequency))
          }
          let start = bias.pointer.lane(c)
          for i in 0..<height {
            let k = i * 6
            let line = WinogradTransforms.output(d[k], d[k + 1], d[k + 2], d[k + 3], d[k + 4], d[k + 5])
            let place = ((sample * output.height + y + i) * output.width + x) * stride + c
            r.setLane(place, line.0 + start)
            if width > 1 { r.setLane(place + stride, line.1 + start) }
            if width > 2 { r.setLane(place + 2 * stride, line.2 + start) }
            if width > 3 { r.setLane(place + 3 * stride, line.3 + start) }
          }
        }
      }
    }
  }
}
