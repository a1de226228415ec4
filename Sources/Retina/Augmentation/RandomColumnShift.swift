public import Tensors

/// A-scans moved up or down, neighbors nearly alike: the eye's motion during a scan.
public struct RandomColumnShift: Augmentation {
  /// The largest shift in rows.
  public let amplitude: Float
  /// Columns over which shifts change.
  public let spacing: Float

  /// Shifts of up to 8 rows over 48 columns by default.
  public init(amplitude: Float = 8, spacing: Float = 48) {
    precondition(spacing >= 1, "shifts that change over \(spacing) columns tear the image")
    (self.amplitude, self.spacing) = (amplitude, spacing)
  }

  /// Shifts whole columns of image and labels by whole rows; what comes from outside is black and ignored.
  public func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage {
    let field = KnotField(columns: Int(Float(sample.width) / spacing) + 2, rows: 2, random: &random)
    let strength = random.uniform() * amplitude
    let shifts = (0..<sample.width).map { (strength * field(Float($0) / spacing, 0)).rounded() }
    return sample.warped { x, y in SIMD2(Float(x), Float(y) + shifts[x]) }
  }
}
