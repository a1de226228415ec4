/// The transforms of Winograd's F(4×4, 3×3) with the points 0, ±1, ±2 and ∞, one lane of channels at a time.
///
/// Source: Lavin and Gray, Fast algorithms for convolutional neural networks (2016).
enum WinogradTransforms {
  /// The rows and columns of a transformed tile.
  static let size = 6

  /// Bᵀ d for six values.
  @inline(__always)
  static func input(
    _ d0: Lane, _ d1: Lane, _ d2: Lane, _ d3: Lane, _ d4: Lane, _ d5: Lane
  ) -> (Lane, Lane, Lane, Lane, Lane, Lane) {
    let (even, odd) = (d4 - 4 * d2, d3 - 4 * d1)
    let (wide, twice) = (d4 - d2, 2 * (d3 - d1))
    return (
      4 * d0 - 5 * d2 + d4, even + odd, even - odd, wide + twice, wide - twice, 4 * d1 - 5 * d3 + d5
    )
  }

  /// Aᵀ m for six values.
  @inline(__always)
  static func output(
    _ m0: Lane, _ m1: Lane, _ m2: Lane, _ m3: Lane, _ m4: Lane, _ m5: Lane
  ) -> (Lane, Lane, Lane, Lane) {
    let (s, d) = (m1 + m2, m1 - m2)
    let (t, e) = (m3 + m4, m3 - m4)
    return (m0 + s + t, d + 2 * e, s + 4 * t, d + 8 * e + m5)
  }

  /// A g for four values: the adjoint of `output`.
  @inline(__always)
  static func gradient(
    _ g0: Lane, _ g1: Lane, _ g2: Lane, _ g3: Lane
  ) -> (Lane, Lane, Lane, Lane, Lane, Lane) {
    let (even, odd) = (g0 + g2, g1 + g3)
    let (wide, twice) = (g0 + 4 * g2, 2 * g1 + 8 * g3)
    return (g0, even + odd, even - odd, wide + twice, wide - twice, g3)
  }

  /// G w for three values.
  @inline(__always)
  static func weight(_ w0: Lane, _ w1: Lane, _ w2: Lane) -> (Lane, Lane, Lane, Lane, Lane, Lane) {
    let (sum, far) = (w0 + w2, w0 + 4 * w2)
    let (sixth, part): (Float, Float) = (1 / 6, 1 / 24)
    return (
      w0 * 0.25, (sum + w1) * -sixth, (sum - w1) * -sixth, (far + 2 * w1) * part, (far - 2 * w1) * part, w2
    )
  }

  /// Gᵀ u for six values: the adjoint of `weight`.
  @inline(__always)
  static func weightGradient(
    _ u0: Lane, _ u1: Lane, _ u2: Lane, _ u3: Lane, _ u4: Lane, _ u5: Lane
  ) -> (Lane, Lane, Lane) {
    let (s, d) = (u1 + u2, u1 - u2)
    let (t, e) = (u3 + u4, u3 - u4)
    let sixth: Float = 1 / 6
    return (u0 * 0.25 - s * sixth + t * (1 / 24), e * (1 / 12) - d * sixth, (t - s) * sixth + u5)
  }
}
