/// The inner kernels of products whose left rows are gathered from anywhere in a buffer.
///
/// Row r of the left matrix is made of `segments.count` runs of `length` floats, run s beginning at
/// `a + rows[r] + segments[s]`. `b` holds the right matrix, one row of 16 or 8 floats for each k. Every
/// element of the result is one chain of fused multiply-adds over ascending k that begins at `start` (one
/// row for all, as a bias) or, with `accumulates`, at the element's own value.
enum GatherTile {
  /// The rows of the wide kernel.
  static let wideRows = 6
  /// The rows of the narrow kernel.
  static let narrowRows = 8

  /// A product of 6 rows by 16 columns.
  @inline(never)
  static func wide(
    _ a: UnsafeMutablePointer<Float>, rows: UnsafePointer<Int>, segments: UnsafePointer<Int>,
    _ segmentCount: Int, length: Int, _ b: UnsafeMutablePointer<Float>,
    start: UnsafeMutablePointer<Float>, accumulates: Bool, _ c: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let step = accumulates ? stride : 0
    let from = accumulates ? c : start
    var (c00, c01) = (from.lane(0), from.lane(8))
    var (c10, c11) = (from.lane(step), from.lane(step + 8))
    var (c20, c21) = (from.lane(2 * step), from.lane(2 * step + 8))
    var (c30, c31) = (from.lane(3 * step), from.lane(3 * step + 8))
    var (c40, c41) = (from.lane(4 * step), from.lane(4 * step + 8))
    var (c50, c51) = (from.lane(5 * step), from.lane(5 * step + 8))
    var b = b
    for segment in 0..<segmentCount {
      let base = a + segments[segment]
      let (a0, a1, a2) = (base + rows[0], base + rows[1], base + rows[2])
      let (a3, a4, a5) = (base + rows[3], base + rows[4], base + rows[5])
      for k in 0..<length {
        let (b0, b1) = (b.lane(0), b.lane(8))
        b += 16
        var x = Lane(repeating: a0[k])
        c00 = c00.addingProduct(x, b0)
        c01 = c01.addingProduct(x, b1)
        x = Lane(repeating: a1[k])
        c10 = c10.addingProduct(x, b0)
        c11 = c11.addingProduct(x, b1)
        x = Lane(repeating: a2[k])
        c20 = c20.addingProduct(x, b0)
        c21 = c21.addingProduct(x, b1)
        x = Lane(repeating: a3[k])
        c30 = c30.addingProduct(x, b0)
        c31 = c31.addingProduct(x, b1)
        x = Lane(repeating: a4[k])
        c40 = c40.addingProduct(x, b0)
        c41 = c41.addingProduct(x, b1)
        x = Lane(repeating: a5[k])
        c50 = c50.addingProduct(x, b0)
        c51 = c51.addingProduct(x, b1)
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

  /// A product of 8 rows by 8 columns.
  @inline(never)
  static func narrow(
    _ a: UnsafeMutablePointer<Float>, rows: UnsafePointer<Int>, segments: UnsafePointer<Int>,
    _ segmentCount: Int, length: Int, _ b: UnsafeMutablePointer<Float>,
    start: UnsafeMutablePointer<Float>, accumulates: Bool, _ c: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let step = accumulates ? stride : 0
    let from = accumulates ? c : start
    var (c0, c1, c2, c3) = (from.lane(0), from.lane(step), from.lane(2 * step), from.lane(3 * step))
    var (c4, c5) = (from.lane(4 * step), from.lane(5 * step))
    var (c6, c7) = (from.lane(6 * step), from.lane(7 * step))
    var b = b
    for segment in 0..<segmentCount {
      let base = a + segments[segment]
      let (a0, a1, a2, a3) = (base + rows[0], base + rows[1], base + rows[2], base + rows[3])
      let (a4, a5, a6, a7) = (base + rows[4], base + rows[5], base + rows[6], base + rows[7])
      for k in 0..<length {
        let b0 = b.lane(0)
        b += 8
        c0 = c0.addingProduct(Lane(repeating: a0[k]), b0)
        c1 = c1.addingProduct(Lane(repeating: a1[k]), b0)
        c2 = c2.addingProduct(Lane(repeating: a2[k]), b0)
        c3 = c3.addingProduct(Lane(repeating: a3[k]), b0)
        c4 = c4.addingProduct(Lane(repeating: a4[k]), b0)
        c5 = c5.addingProduct(Lane(repeating: a5[k]), b0)
        c6 = c6.addingProduct(Lane(repeating: a6[k]), b0)
        c7 = c7.addingProduct(Lane(repeating: a7[k]), b0)
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
}
