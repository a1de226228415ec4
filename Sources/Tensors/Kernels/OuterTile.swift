/// The inner kernels of weight gradients: sums over pixels of outer products.
///
/// Element (i, j) of `c` grows by a[i] · b[j] for every pixel, one chain of fused multiply-adds in the
/// order of rows and of the pixels within them.
enum OuterTile {
  /// How the pixels of a block lie in the two buffers; distances in floats.
  struct Path {
    var rows: Int
    var columns: Int
    var aColumn: Int
    var aRow: Int
    var bColumn: Int
    var bRow: Int
  }

  /// The rows of the wide kernel.
  static let wideRows = 6
  /// The rows of the narrow kernel.
  static let narrowRows = 8

  /// Adds to 6 rows by 16 columns.
  @inline(never)
  static func wide(
    _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ path: Path,
    _ c: UnsafeMutablePointer<Float>, stride: Int
  ) {
    var (c00, c01) = (c.lane(0), c.lane(8))
    var (c10, c11) = (c.lane(stride), c.lane(stride + 8))
    var (c20, c21) = (c.lane(2 * stride), c.lane(2 * stride + 8))
    var (c30, c31) = (c.lane(3 * stride), c.lane(3 * stride + 8))
    var (c40, c41) = (c.lane(4 * stride), c.lane(4 * stride + 8))
    var (c50, c51) = (c.lane(5 * stride), c.lane(5 * stride + 8))
    let (aColumn, bColumn) = (path.aColumn, path.bColumn)
    for row in 0..<path.rows {
      var (p, q) = (a + row * path.aRow, b + row * path.bRow)
      for _ in 0..<path.columns {
        let (b0, b1) = (q.lane(0), q.lane(8))
        var x = Lane(repeating: p[0])
        c00 = c00.addingProduct(x, b0)
        c01 = c01.addingProduct(x, b1)
        x = Lane(repeating: p[1])
        c10 = c10.addingProduct(x, b0)
        c11 = c11.addingProduct(x, b1)
        x = Lane(repeating: p[2])
        c20 = c20.addingProduct(x, b0)
        c21 = c21.addingProduct(x, b1)
        x = Lane(repeating: p[3])
        c30 = c30.addingProduct(x, b0)
        c31 = c31.addingProduct(x, b1)
        x = Lane(repeating: p[4])
        c40 = c40.addingProduct(x, b0)
        c41 = c41.addingProduct(x, b1)
        x = Lane(repeating: p[5])
        c50 = c50.addingProduct(x, b0)
        c51 = c51.addingProduct(x, b1)
        p += aColumn
        q += bColumn
      }
    }
    c.setLane(0, c00)
    c.setLane(8, c01)
    c.setLane(stride, c10)
    c.setLane(stride + 8, c11)
    c.setLane(2 * stride, c20)
    c.setLane(2 * stride + 8, c21)
    c.setLane(3 * stride, c30)
    c.setLane(3 * stride + 8, c31)
    c.setLane(4 * stride, c40)
    c.setLane(4 * stride + 8, c41)
    c.setLane(5 * stride, c50)
    c.setLane(5 * stride + 8, c51)
  }

  /// Adds to 8 rows by 8 columns.
  @inline(never)
  static func narrow(
    _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ path: Path,
    _ c: UnsafeMutablePointer<Float>, stride: Int
  ) {
    var (c0, c1, c2, c3) = (c.lane(0), c.lane(stride), c.lane(2 * stride), c.lane(3 * stride))
    var (c4, c5) = (c.lane(4 * stride), c.lane(5 * stride))
    var (c6, c7) = (c.lane(6 * stride), c.lane(7 * stride))
    let (aColumn, bColumn) = (path.aColumn, path.bColumn)
    for row in 0..<path.rows {
      var (p, q) = (a + row * path.aRow, b + row * path.bRow)
      for _ in 0..<path.columns {
        let b0 = q.lane(0)
        c0 = c0.addingProduct(Lane(repeating: p[0]), b0)
        c1 = c1.addingProduct(Lane(repeating: p[1]), b0)
        c2 = c2.addingProduct(Lane(repeating: p[2]), b0)
        c3 = c3.addingProduct(Lane(repeating: p[3]), b0)
        c4 = c4.addingProduct(Lane(repeating: p[4]), b0)
        c5 = c5.addingProduct(Lane(repeating: p[5]), b0)
        c6 = c6.addingProduct(Lane(repeating: p[6]), b0)
        c7 = c7.addingProduct(Lane(repeating: p[7]), b0)
        p += aColumn
        q += bColumn
      }
    }
    c.setLane(0, c0)
    c.setLane(stride, c1)
    c.setLane(2 * stride, c2)
    c.setLane(3 * stride, c3)
    c.setLane(4 * stride, c4)
    c.setLane(5 * stride, c5)
    c.setLane(6 * stride, c6)
    c.setLane(7 * stride, c7)
  }

  /// Adds to `height` rows by `width` (8 or 16) columns.
  ///
  /// The last tile may read up to 8 floats beyond the last row of `a`.
  static func block(
    _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ path: Path,
    _ c: UnsafeMutablePointer<Float>, height: Int, width: Int, stride: Int
  ) {
    let size = width == 16 ? wideRows : narrowRows
    var row = 0
    while row + size <= height {
      tile(a + row, b, path, c + row * stride, width, stride)
      row += size
    }
    guard row < height else { return }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: size * width) { scratch in
      guard let own = scratch.baseAddress else { return }
      own.update(repeating: 0, count: size * width)
      for i in 0..<height - row { (own + i * width).update(from: c + (row + i) * stride, count: width) }
      tile(a + row, b, path, own, width, width)
      for i in 0..<height - row { (c + (row + i) * stride).update(from: own + i * width, count: width) }
    }
  }

  @inline(__always)
  private static func tile(
    _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ path: Path,
    _ c: UnsafeMutablePointer<Float>, _ width: Int, _ stride: Int
  ) {
    if width == 16 { wide(a, b, path, c, stride: stride) } else { narrow(a, b, path, c, stride: stride) }
  }
}
