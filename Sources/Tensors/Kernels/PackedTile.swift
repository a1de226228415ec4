import CCPU

/// The inner kernel of products whose left rows were packed by `PackedPixels`.
enum PackedTile {
  /// 6 pixels by 16 outputs: every element one chain of fused multiply-adds over ascending channels that
  /// begins at `start` or, with `accumulates`, at the element's own value.
  ///
  /// `v` is a group of pixels, `u` a panel of weights [channel][16]; the pixels' results stand at `c + rows[i]`.
  /// `next` is the group that the next call will read, `nextRows` its results; they are fetched meanwhile.
  @inline(never)
  static func wide(
    _ v: UnsafeMutablePointer<Float>, next: UnsafeMutablePointer<Float>, octets: Int,
    _ u: UnsafeMutablePointer<Float>, start: UnsafeMutablePointer<Float>, accumulates: Bool,
    _ c: UnsafeMutablePointer<Float>, rows: UnsafePointer<Int>, nextRows: UnsafePointer<Int>
  ) {
    var (v, u, next) = (v, u, next)
    let (r0, r1, r2) = (c + rows[0], c + rows[1], c + rows[2])
    let (r3, r4, r5) = (c + rows[3], c + rows[4], c + rows[5])
    var t = WideTile()
    if accumulates {
      (t.c00, t.c01, t.c10, t.c11) = (r0.lane(0), r0.lane(8), r1.lane(0), r1.lane(8))
      (t.c20, t.c21, t.c30, t.c31) = (r2.lane(0), r2.lane(8), r3.lane(0), r3.lane(8))
      (t.c40, t.c41, t.c50, t.c51) = (r4.lane(0), r4.lane(8), r5.lane(0), r5.lane(8))
    } else {
      let (low, high) = (start.lane(0), start.lane(8))
      (t.c00, t.c10, t.c20, t.c30, t.c40, t.c50) = (low, low, low, low, low, low)
      (t.c01, t.c11, t.c21, t.c31, t.c41, t.c51) = (high, high, high, high, high, high)
    }
    for row in 0..<6 { cpu_prefetch(c + nextRows[row]) }
    for _ in 0..<octets {
      cpu_prefetch(next)
      cpu_prefetch(next + 16)
      cpu_prefetch(next + 32)
      t.add(v, u)
      t.add(v + 1, u + 16)
      t.add(v + 2, u + 32)
      t.add(v + 3, u + 48)
      t.add(v + 4, u + 64)
      t.add(v + 5, u + 80)
      t.add(v + 6, u + 96)
      t.add(v + 7, u + 112)
      v += PackedPixels.block
      u += 128
      next += PackedPixels.block
    }
    r0.setLane(0, t.c00)
    r0.setLane(8, t.c01)
    r1.setLane(0, t.c10)
    r1.setLane(8, t.c11)
    r2.setLane(0, t.c20)
    r2.setLane(8, t.c21)
    r3.setLane(0, t.c30)
    r3.setLane(8, t.c31)
    r4.setLane(0, t.c40)
    r4.setLane(8, t.c41)
    r5.setLane(0, t.c50)
    r5.setLane(8, t.c51)
  }
}
