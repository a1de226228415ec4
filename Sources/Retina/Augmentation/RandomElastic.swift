public import Tensors

/// Pulled about smoothly, as soft tissue is.
public struct RandomElastic: Augmentation {
  /// The largest shift in columns and rows.
  public let amplitude: SIMD2<Float>
  /// Columns and rows over which shifts change.
  public let spacing: SIMD2<Float>

  /// Shifts of up to 6 pixels over 64 by default.
  public init(amplitude: SIMD2<Float> = SIMD2(6, 6), spacing: SIMD2<Float> = SIMD2(64, 64)) {
    precondition(spacing.min() >= 1, "shifts that change over \(spacing) pixels tear the image")
    (self.amplitude, self.spacing) = (amplitude, spacing)
  }

  /// Warps the pair.
  public func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage {
    let size = (x: Int(Float(sample.width) / spacing.x) + 2, y: Int(Float(sample.height) / spacing.y) + 2)
    let strength = random.uniform() * amplitude
    let fields = (0..<2).map { _ in
      KnotField(columns: size.x, rows: size.y, random: &random)
    }
    return sample.warped { x, y in
      let (u, v) = (Float(x) / spacing.x, Float(y) / spacing.y)
      return SIMD2(Float(x) + strength.x * fields[0](u, v), Float(y) + strength.y * fields[1](u, v))
    }
  }
}
