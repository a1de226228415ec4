import CCPU

/// Twelve accumulators: six rows of 16 columns.
struct WideTile {
  var (c00, c01) = (Lane(), Lane())
  var (c10, c11) = (Lane(), Lane())
  var (c20, c21) = (Lane(), Lane())
  var (c30, c31) = (Lane(), Lane())
  var (c40, c41) = (Lane(), Lane())
  var (c50, c51) = (Lane(), Lane())

  @inline(__always)
  mutating func add(
    _ a0: Float, _ a1: Float, _ a2: Float, _ a3: Float, _ a4: Float, _ a5: Float, _ b0: Lane, _ b1: Lane
  ) {
    var x = Lane(repeating: a0)
    c00 = c00.addingProduct(x, b0)
    c01 = c01.addingProduct(x, b1)
    x = Lane(repeating: a1)
    c10 = c10.addingProduct(x, b0)
    c11 = c11.addingProduct(x, b1)
    x = Lane(repeating: a2)
    c20 = c20.addingProduct(x, b0)
    c21 = c21.addingProduct(x, b1)
    x = Lane(repeating: a3)
    c30 = c30.addingProduct(x, b0)
    c31 = c31.addingProduct(x, b1)
    x = Lane(repeating: a4)
    c40 = c40.addingProduct(x, b0)
    c41 = c41.addingProduct(x, b1)
    x = Lane(repeating: a5)
    c50 = c50.addingProduct(x, b0)
    c51 = c51.addingProduct(x, b1)
  }

  /// Adds the product of column k of a block [6][8] and row k of a panel.
  @inline(__always)
  mutating func add(_ v: UnsafeMutablePointer<Float>, _ u: UnsafeMutablePointer<Float>) {
    add(v[0], v[8], v[16], v[24], v[32], v[40], u.lane(0), u.lane(8))
  }
}

/// Twelve accumulators: twelve rows (or, half of them used, six) of 8 columns.
private struct NarrowTile {
  var (c0, c1, c2, c3, c4, c5) = (Lane(), Lane(), Lane(), Lane(), Lane(), Lane())

  @inline(__always)
  mutating func add(
    _ a0: Float, _ a1: Float, _ a2: Float, _ a3: Float, _ a4: Float, _ a5: Float, _ b: Lane
  ) {
    c0 = c0.addingProduct(Lane(repeating: a0), b)
    c1 = c1.addingProduct(Lane(repeating: a1), b)
    c2 = c2.addingProduct(Lane(repeating: a2), b)
    c3 = c3.addingProduct(Lane(repeating: a3), b)
    c4 = c4.addingProduct(Lane(repeating: a4), b)
    c5 = c5.addingProduct(Lane(repeating: a5), b)
  }

  @inline(__always)
  mutating func load(_ m: UnsafeMutablePointer<Float>) {
    (c0, c1, c2) = (m.lane(0), m.lane(8), m.lane(16))
    (c3, c4, c5) = (m.lane(24), m.lane(32), m.lane(40))
  }

  @inline(__always)
  func store(_ m: UnsafeMutablePointer<Float>) {
    m.setLane(0, c0)
    m.setLane(8, c1)
    m.setLane(16, c2)
    m.setLane(24, c3)
    m.setLane(32, c4)
    m.setLane(40, c5)
  }
}

/// The products of one frequency.
///
/// `v` is a group's values in blocks [octet of channels][6 tiles][8 channels], `u` a panel of weights
/// [channel][16 or 8 outputs], `m` the group's results in blocks [octet of outputs][6 tiles][8 outputs].
/// Every element is one chain of fused multiply-adds over ascending channels.
enum WinogradKernel {
  /// The floats of a block of 6 tiles by 8 channels.
  static let block = 48

  /// 6 tiles by 16 outputs; with `accumulates` the chains begin at what `m` holds, else at zero.
  ///
  /// `next` is the block that the next call will read; it is fetched meanwhile.
  @inline(never)
  static func wide(
    _ v: UnsafeMutablePointer<Float>, next: UnsafeMutablePointer<Float>, octets: Int,
    _ u: UnsafeMutablePointer<Float>, _ m: UnsafeMutablePointer<Float>, accumulates: Bool
  ) {
    var (v, u, next) = (v, u, next)
    var t = WideTile()
    if accumulates {
      (t.c00, t.c10, t.c20) = (m.lane(0), m.lane(8), m.lane(16))
      (t.c30, t.c40, t.c50) = (m.lane(24), m.lane(32), m.lane(40))
      (t.c01, t.c11, t.c21) = (m.lane(48), m.lane(56), m.lane(64))
      (t.c31, t.c41, t.c51) = (m.lane(72), m.lane(80), m.lane(88))
    }
    for _ in 0..<octets {
      // In the middle of the loop they would keep the compiler from ordering loads, and registers would spill.
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
      v += block
      u += 128
      next += block
    }
    store(t, m)
  }

  @inline(__always)
  private static func store(_ t: WideTile, _ m: UnsafeMutablePointer<Float>) {
    m.setLane(0, t.c00)
    m.setLane(8, t.c10)
    m.setLane(16, t.c20)
    m.setLane(24, t.c30)
    m.setLane(32, t.c40)
    m.setLane(40, t.c50)
    m.setLane(48, t.c01)
    m.setLane(56, t.c11)
    m.setLane(64, t.c21)
    m.setLane(72, t.c31)
    m.setLane(80, t.c41)
    m.setLane(88, t.c51)
  }

  /// 6 tiles by 8 outputs.
  @inline(never)
  static func narrow(
    _ v: UnsafeMutablePointer<Float>, octets: Int, _ u: UnsafeMutablePointer<Float>,
    _ m: UnsafeMutablePointer<Float>, accumulates: Bool
  ) {
    var (v, u) = (v, u)
    var t = NarrowTile()
    if accumulates { t.load(m) }
    for _ in 0..<octets {
      for k in 0..<8 {
        t.add(v[k], v[k + 8], v[k + 16], v[k + 24], v[k + 32], v[k + 40], u.lane(8 * k))
      }
      v += block
      u += 64
    }
    t.store(m)
  }

  /// 12 tiles, two groups, by 8 outputs: enough independent chains to keep both multipliers busy.
  @inline(never)
  static func narrowPair(
    _ v: UnsafeMutablePointer<Float>, _ w: UnsafeMutablePointer<Float>, octets: Int,
    _ u: UnsafeMutablePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ n: UnsafeMutablePointer<Float>,
    accumulates: Bool
  ) {
    var (v, w, u) = (v, w, u)
    var (s, t) = (NarrowTile(), NarrowTile())
    if accumulates {
      s.load(m)
      t.load(n)
    }
    for _ in 0..<octets {
      for k in 0..<8 {
        let b = u.lane(8 * k)
        s.add(v[k], v[k + 8], v[k + 16], v[k + 24], v[k + 32], v[k + 40], b)
        t.add(w[k], w[k + 8], w[k + 16], w[k + 24], w[k + 32], w[k + 40], b)
      }
      v += block
      w += block
      u += 64
    }
    s.store(m)
    t.store(n)
  }

  /// A panel of weights' gradients: `channels` channels, a multiple of 8, by `width` outputs.
  ///
  /// `v` is the channels' first block, `y` the panel's; writes rows of `width` to `u`. Each two octets of
  /// channels begin `pairStep` floats after the two before.
  static func gradientPanel(
    _ v: UnsafeMutablePointer<Float>, groupStep: Int, pairStep: Int = 2 * block, channels: Int,
    _ y: UnsafeMutablePointer<Float>, gradientStep: Int, width: Int, groups: Int,
    _ u: UnsafeMutablePointer<Float>, accumulates: Bool
  ) {
    func place(_ channel: Int) -> Int {
      (channel >> 4) * pairStep + (channel >> 3 & 1) * block + channel & 7
    }
    if width == 8 {
      for octet in 0..<channels / 8 {
        gradientNarrow(
          v + place(8 * octet), groupStep: groupStep, y, gradientStep: gradientStep, groups: groups,
          u + 64 * octet, accumulates: accumulates)
      }
      return
    }
    let sixes = channels % 6 == 2 ? (channels - 8) / 6 : channels / 6
    for six in 0..<sixes {
      let c = 6 * six
      gradientWide(
        v, (place(c), place(c + 2), place(c + 4)), groupStep: groupStep, y, gradientStep: gradientStep,
        groups: groups, u + 16 * c, accumulates: accumulates)
    }
    for c in Swift.stride(from: 6 * sixes, to: channels, by: 4) {
      gradientRest(
        v + place(c), groupStep: groupStep, y, gradientStep: gradientStep, groups: groups, u + 16 * c,
        accumulates: accumulates)
    }
  }

  /// Six channels by 16 outputs, summed over the tiles of `groups` groups: weights' gradients.
  ///
  /// The channels come in pairs that begin at `v + pairs`; `y` is the outputs' first block. Writes rows of
  /// 16 to `u`, or with `accumulates` adds to them.
  @inline(never)
  static func gradientWide(
    _ v: UnsafeMutablePointer<Float>, _ pairs: (Int, Int, Int), groupStep: Int,
    _ y: UnsafeMutablePointer<Float>, gradientStep: Int, groups: Int, _ u: UnsafeMutablePointer<Float>,
    accumulates: Bool
  ) {
    var (p, q, r, y) = (v + pairs.0, v + pairs.1, v + pairs.2, y)
    var t = WideTile()
    for row in 0..<6 { cpu_prefetch(u + 16 * row) }
    for _ in 0..<groups {
      // The next six channels lie in this or in the next block.
      cpu_prefetch(r + block)
      cpu_prefetch(r + block + 16)
      cpu_prefetch(r + block + 32)
      t.add(p[0], p[1], q[0], q[1], r[0], r[1], y.lane(0), y.lane(48))
      t.add(p[8], p[9], q[8], q[9], r[8], r[9], y.lane(8), y.lane(56))
      t.add(p[16], p[17], q[16], q[17], r[16], r[17], y.lane(16), y.lane(64))
      t.add(p[24], p[25], q[24], q[25], r[24], r[25], y.lane(24), y.lane(72))
      t.add(p[32], p[33], q[32], q[33], r[32], r[33], y.lane(32), y.lane(80))
      t.add(p[40], p[41], q[40], q[41], r[40], r[41], y.lane(40), y.lane(88))
      p += groupStep
      q += groupStep
      r += groupStep
      y += gradientStep
    }
    if accumulates {
      t.c00 += u.lane(0)
      t.c01 += u.lane(8)
      t.c10 += u.lane(16)
      t.c11 += u.lane(24)
      t.c20 += u.lane(32)
      t.c21 += u.lane(40)
      t.c30 += u.lane(48)
      t.c31 += u.lane(56)
      t.c40 += u.lane(64)
      t.c41 += u.lane(72)
      t.c50 += u.lane(80)
      t.c51 += u.lane(88)
    }
    u.setLane(0, t.c00)
    u.setLane(8, t.c01)
    u.setLane(16, t.c10)
    u.setLane(24, t.c11)
    u.setLane(32, t.c20)
    u.setLane(40, t.c21)
    u.setLane(48, t.c30)
    u.setLane(56, t.c31)
    u.setLane(64, t.c40)
    u.setLane(72, t.c41)
    u.setLane(80, t.c50)
    u.setLane(88, t.c51)
  }

  /// Four channels by 16 outputs, the rest of a row of sixes.
  @inline(never)
  static func gradientRest(
    _ v: UnsafeMutablePointer<Float>, groupStep: Int, _ y: UnsafeMutablePointer<Float>, gradientStep: Int,
    groups: Int, _ u: UnsafeMutablePointer<Float>, accumulates: Bool
  ) {
    var (v, y) = (v, y)
    var (c00, c01, c10, c11) = (Lane(), Lane(), Lane(), Lane())
    var (c20, c21, c30, c31) = (Lane(), Lane(), Lane(), Lane())
    for _ in 0..<groups {
      for t in 0..<6 {
        let (b0, b1) = (y.lane(8 * t), y.lane(8 * t + 48))
        c00 = c00.addingProduct(Lane(repeating: v[8 * t]), b0)
        c01 = c01.addingProduct(Lane(repeating: v[8 * t]), b1)
        c10 = c10.addingProduct(Lane(repeating: v[8 * t + 1]), b0)
        c11 = c11.addingProduct(Lane(repeating: v[8 * t + 1]), b1)
        c20 = c20.addingProduct(Lane(repeating: v[8 * t + 2]), b0)
        c21 = c21.addingProduct(Lane(repeating: v[8 * t + 2]), b1)
        c30 = c30.addingProduct(Lane(repeating: v[8 * t + 3]), b0)
        c31 = c31.addingProduct(Lane(repeating: v[8 * t + 3]), b1)
      }
      v += groupStep
      y += gradientStep
    }
    if accumulates {
      c00 += u.lane(0)
      c01 += u.lane(8)
      c10 += u.lane(16)
      c11 += u.lane(24)
      c20 += u.lane(32)
      c21 += u.lane(40)
      c30 += u.lane(48)
      c31 += u.lane(56)
    }
    u.setLane(0, c00)
    u.setLane(8, c01)
    u.setLane(16, c10)
    u.setLane(24, c11)
    u.setLane(32, c20)
    u.setLane(40, c21)
    u.setLane(48, c30)
    u.setLane(56, c31)
  }

  /// Eight channels by 8 outputs, for a last panel of 8.
  @inline(never)
  static func gradientNarrow(
    _ v: UnsafeMutablePointer<Float>, groupStep: Int, _ y: UnsafeMutablePointer<Float>, gradientStep: Int,
    groups: Int, _ u: UnsafeMutablePointer<Float>, accumulates: Bool
  ) {
    var (v, y) = (v, y)
    var (s, t) = (NarrowTile(), NarrowTile())
    for _ in 0..<groups {
      for i in 0..<6 {
        let (x, b) = (v + 8 * i, y.lane(8 * i))
        s.add(x[0], x[1], x[2], x[3], x[4], x[5], b)
        t.c0 = t.c0.addingProduct(Lane(repeating: x[6]), b)
        t.c1 = t.c1.addingProduct(Lane(repeating: x[7]), b)
      }
      v += groupStep
      y += gradientStep
    }
    if accumulates {
      s.c0 += u.lane(0)
      s.c1 += u.lane(8)
      s.c2 += u.lane(16)
      s.c3 += u.lane(24)
      s.c4 += u.lane(32)
      s.c5 += u.lane(40)
      t.c0 += u.lane(48)
      t.c1 += u.lane(56)
    }
    s.store(u)
    u.setLane(48, t.c0)
    u.setLane(56, t.c1)
  }
}
