/// The transforms of F(4×4, 3×3) with the points 0, ±3/4, ±3/2 and infinity, eight channels at a time.
///
/// Source: A. Lavin, S. Gray, Fast Algorithms for Convolutional Neural Networks, CVPR 2016. With the
/// paper's matrices A, B and G: input Bᵀ d B, weights G g Gᵀ, output Aᵀ m A; of the gradients of the
/// output A y Aᵀ and of the weights Gᵀ u G. The paper's points 0, ±1, ±2 give twice the error on average
/// and four times the largest; these are near 1/√2 and √2, and their powers are exact in binary.
/// All work in `room`, 36 lanes that stay in the first-level cache.
enum WinogradTransform {
  private typealias Six = (Lane, Lane, Lane, Lane, Lane, Lane)

  @inline(__always)
  private static func input(
    _ d0: Lane, _ d1: Lane, _ d2: Lane, _ d3: Lane, _ d4: Lane, _ d5: Lane
  ) -> Six {
    let (small, large) = (Lane(repeating: -9 / 16), Lane(repeating: -9 / 4))
    let (sum, product) = (Lane(repeating: -45 / 16), Lane(repeating: 81 / 64))
    let a = d4.addingProduct(large, d2)
    let b = d3.addingProduct(large, d1)
    let c = d4.addingProduct(small, d2)
    let e = d3.addingProduct(small, d1)
    return (
      d4.addingProduct(sum, d2).addingProduct(product, d0),
      a.addingProduct(b, Lane(repeating: 0.75)), a.addingProduct(b, Lane(repeating: -0.75)),
      c.addingProduct(e, Lane(repeating: 1.5)), c.addingProduct(e, Lane(repeating: -1.5)),
      d5.addingProduct(sum, d3).addingProduct(product, d1)
    )
  }

  /// Transforms 6 × 6 pixels, `rowStep` and `columnStep` floats apart, to frequencies `step` floats apart.
  @inline(never)
  static func input(
    _ pixels: UnsafeMutablePointer<Float>, rowStep: Int, columnStep: Int,
    _ target: UnsafeMutablePointer<Float>, step: Int, room: UnsafeMutablePointer<Float>
  ) {
    for x in 0..<6 {
      let p = pixels + x * columnStep
      let t = input(
        p.lane(0), p.lane(rowStep), p.lane(2 * rowStep), p.lane(3 * rowStep), p.lane(4 * rowStep),
        p.lane(5 * rowStep))
      put(t, room + 8 * x, 48)
    }
    for y in 0..<6 {
      let r = room + 48 * y
      put(
        input(r.lane(0), r.lane(8), r.lane(16), r.lane(24), r.lane(32), r.lane(40)),
        target + 6 * y * step, step)
    }
  }

  @inline(__always)
  private static func put(_ t: Six, _ target: UnsafeMutablePointer<Float>, _ step: Int) {
    target.setLane(0, t.0)
    target.setLane(step, t.1)
    target.setLane(2 * step, t.2)
    target.setLane(3 * step, t.3)
    target.setLane(4 * step, t.4)
    target.setLane(5 * step, t.5)
  }

  @inline(__always)
  private static func output(
    _ m0: Lane, _ m1: Lane, _ m2: Lane, _ m3: Lane, _ m4: Lane, _ m5: Lane
  ) -> (Lane, Lane, Lane, Lane) {
    let (s, d) = (m1 + m2, m1 - m2)
    let (p, q) = (m3 + m4, m3 - m4)
    return (
      m0 + s + p, (d * 0.75).addingProduct(q, Lane(repeating: 1.5)),
      (s * (9 / 16)).addingProduct(p, Lane(repeating: 9 / 4)),
      m5.addingProduct(d, Lane(repeating: 27 / 64)).addingProduct(q, Lane(repeating: 27 / 8))
    )
  }

  /// Transforms frequencies `step` floats apart to 4 × 4 pixels and stores what `end` makes of them.
  @inline(never)
  static func output(
    _ source: UnsafeMutablePointer<Float>, step: Int, _ end: EpilogueLane,
    _ pixels: UnsafeMutablePointer<Float>, rowStep: Int, columnStep: Int, room: UnsafeMutablePointer<Float>
  ) {
    for x in 0..<6 {
      let p = source + x * step
      let t = output(
        p.lane(0), p.lane(6 * step), p.lane(12 * step), p.lane(18 * step), p.lane(24 * step),
        p.lane(30 * step))
      room.setLane(8 * x, t.0)
      room.setLane(8 * x + 48, t.1)
      room.setLane(8 * x + 96, t.2)
      room.setLane(8 * x + 144, t.3)
    }
    for y in 0..<4 {
      let r = room + 48 * y
      let t = output(r.lane(0), r.lane(8), r.lane(16), r.lane(24), r.lane(32), r.lane(40))
      let p = pixels + y * rowStep
      p.setLane(0, end(t.0))
      p.setLane(columnStep, end(t.1))
      p.setLane(2 * columnStep, end(t.2))
      p.setLane(3 * columnStep, end(t.3))
    }
  }

  @inline(__always)
  private static func gradient(_ y0: Lane, _ y1: Lane, _ y2: Lane, _ y3: Lane) -> Six {
    let s = y0.addingProduct(y2, Lane(repeating: 9 / 16))
    let d = (y1 * 0.75).addingProduct(y3, Lane(repeating: 27 / 64))
    let p = y0.addingProduct(y2, Lane(repeating: 9 / 4))
    let q = (y1 * 1.5).addingProduct(y3, Lane(repeating: 27 / 8))
    return (y0, s + d, s - d, p + q, p - q, y3)
  }

  /// Transforms the gradient of 4 × 4 output pixels to frequencies `step` floats apart.
  @inline(never)
  static func gradient(
    _ pixels: UnsafeMutablePointer<Float>, rowStep: Int, columnStep: Int,
    _ target: UnsafeMutablePointer<Float>, step: Int, room: UnsafeMutablePointer<Float>
  ) {
    for x in 0..<4 {
      let p = pixels + x * columnStep
      let t = gradient(p.lane(0), p.lane(rowStep), p.lane(2 * rowStep), p.lane(3 * rowStep))
      put(t, room + 8 * x, 32)
    }
    for y in 0..<6 {
      let r = room + 32 * y
      put(gradient(r.lane(0), r.lane(8), r.lane(16), r.lane(24)), target + 6 * y * step, step)
    }
  }

  @inline(__always)
  private static func weights(_ g0: Lane, _ g1: Lane, _ g2: Lane) -> Six {
    let (small, large) = (Lane(repeating: -128 / 243), Lane(repeating: 32 / 243))
    let (s, d) = (g0.addingProduct(g2, Lane(repeating: 9 / 16)), g1 * 0.75)
    let (p, q) = (g0.addingProduct(g2, Lane(repeating: 9 / 4)), g1 * 1.5)
    return (g0 * (64 / 81), (s + d) * small, (s - d) * small, (p + q) * large, (p - q) * large, g2)
  }

  /// Transforms 3 × 3 weights, `tapStep` floats apart, to frequencies `step` floats apart.
  @inline(never)
  static func weights(
    _ taps: UnsafeMutablePointer<Float>, tapStep: Int, _ target: UnsafeMutablePointer<Float>, step: Int,
    room: UnsafeMutablePointer<Float>
  ) {
    for x in 0..<3 {
      let g = taps + x * tapStep
      put(weights(g.lane(0), g.lane(3 * tapStep), g.lane(6 * tapStep)), room + 8 * x, 24)
    }
    for y in 0..<6 {
      let r = room + 24 * y
      put(weights(r.lane(0), r.lane(8), r.lane(16)), target + 6 * y * step, step)
    }
  }

  @inline(__always)
  private static func weightGradient(
    _ u0: Lane, _ u1: Lane, _ u2: Lane, _ u3: Lane, _ u4: Lane, _ u5: Lane
  ) -> (Lane, Lane, Lane) {
    let (s, d) = (u1 + u2, u1 - u2)
    let (p, q) = (u3 + u4, u3 - u4)
    let last = Lane(repeating: 8 / 27)
    return (
      (u0 * (64 / 81)).addingProduct(s, Lane(repeating: -128 / 243))
        .addingProduct(p, Lane(repeating: 32 / 243)),
      (d * (-32 / 81)).addingProduct(q, Lane(repeating: 16 / 81)), u5.addingProduct(p - s, last)
    )
  }

  /// Transforms the gradient's 36 frequencies, `step` floats apart, to 9 taps, 8 floats apart.
  @inline(never)
  static func weightGradient(
    _ source: UnsafeMutablePointer<Float>, step: Int, _ taps: UnsafeMutablePointer<Float>,
    room: UnsafeMutablePointer<Float>
  ) {
    for x in 0..<6 {
      let p = source + x * step
      let t = weightGradient(
        p.lane(0), p.lane(6 * step), p.lane(12 * step), p.lane(18 * step), p.lane(24 * step),
        p.lane(30 * step))
      room.setLane(8 * x, t.0)
      room.setLane(8 * x + 48, t.1)
      room.setLane(8 * x + 96, t.2)
    }
    for y in 0..<3 {
      let r = room + 48 * y
      let t = weightGradient(r.lane(0), r.lane(8), r.lane(16), r.lane(24), r.lane(32), r.lane(40))
      taps.setLane(24 * y, t.0)
      taps.setLane(24 * y + 8, t.1)
      taps.setLane(24 * y + 16, t.2)
    }
  }
}
