import Tensors

/// Random values on a grid, blended smoothly in between; always the same at the same place.
///
/// Made of sums and products only, so that its bits do not depend on a mathematical library.
struct SmoothNoise {
  let stream: RandomStream
  /// Which of many independent fields.
  let field: UInt64

  /// A value of −1 to 1 at `(u, v)`, in units of the grid.
  func callAsFunction(_ u: Float, _ v: Float = 0) -> Float {
    let (u0, v0) = (u.rounded(.down), v.rounded(.down))
    let (i, j) = (Int(u0), Int(v0))
    let (s, t) = (Self.ease(u - u0), Self.ease(v - v0))
    let upper = knot(i, j) * (1 - s) + knot(i + 1, j) * s
    let lower = knot(i, j + 1) * (1 - s) + knot(i + 1, j + 1) * s
    return upper * (1 - t) + lower * t
  }

  private func knot(_ i: Int, _ j: Int) -> Float {
    let draw = UInt64(UInt32(truncatingIfNeeded: i)) << 32 | UInt64(UInt32(truncatingIfNeeded: j))
    return stream.uniform(sample: field, draw: draw) * 2 - 1
  }

  private static func ease(_ t: Float) -> Float { t * t * (3 - 2 * t) }
}

/// A bump of height 1 at 0 that has fallen to 1/4 at a distance of 1.
func bump(_ squaredDistance: Float) -> Float {
  let q = 1 / (1 + squaredDistance)
  return q * q
}
