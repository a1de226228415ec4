public import Tensors

/// Pulled about smoothly, as soft tissue is.
public struct RandomElastic: Augmentation {
  /// The largest shift in pixels, in each direction.
  public let amplitude: Float
  /// Pixels over which shifts change.
  public let spacing: Float

  /// Shifts of up to 6 pixels over 64 by default.
  public init(amplitude: Float = 6, spacing: Float = 64) {
    precondition(spacing >= 1, "shifts that change over \(spacing) pixels tear the image")
    (self.amplitude, self.spacing) = (amplitude, spacing)
  }

  /// Warps the pair.
  public func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage {
    let size = (x: Int(Float(sample.width) / spacing) + 2, y: Int(Float(sample.height) / spacing) + 2)
    let strength = random.uniform() * amplitude
    let fields = (0..<2).map { _ in
      KnotField(columns: size.x, rows: size.y, random: &random)
    }
    return sample.warped { x, y in
      let (u, v) = (Float(x) / spacing, Float(y) / spacing)
      return SIMD2(Float(x) + strength * fields[0](u, v), Float(y) + strength * fields[1](u, v))
    }
  }
}
