public import Tensors

/// Turned about the middle and scaled, both at random.
///
/// What comes from outside is black and ignored.
public struct RandomAffine: Augmentation {
  /// The largest turn in degrees, either way; at most 45.
  public let degrees: Float
  /// Where the scale lies; above 1 enlarges.
  public let scale: ClosedRange<Float>
  /// How much further a step to the next row goes than one to the next column, in pixels of the scan.
  public let aspect: Float

  /// A turn of up to 10° and a scale of 0.8 to 1.25 by default; `0` and `1...1` leave either out.
  ///
  /// An aspect other than 1 turns as the scan's own pixels would be turned before they were reduced.
  public init(degrees: Float = 10, scale: ClosedRange<Float> = 0.8...1.25, aspect: Float = 1) {
    precondition(aspect > 0, "pixels of aspect \(aspect)")
    precondition((0...45).contains(degrees), "a turn of \(degrees)° is not within 0 to 45")
    precondition(scale.lowerBound > 0, "a scale of \(scale.lowerBound) leaves nothing")
    (self.degrees, self.scale, self.aspect) = (degrees, scale, aspect)
  }

  /// Turns and scales the pair.
  public func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage {
    let turn = random.uniform(-1, 1) * degrees * .pi / 180
    // Up and down by the same factor are equally likely.
    let share = random.uniform()
    let factor =
      random.happens(0.5) ? 1 + (scale.upperBound - 1) * share : 1 / (1 + (1 / scale.lowerBound - 1) * share)
    // Half the turn's tangent gives sine and cosine by sums and products alone.
    let half = turn / 2
    let tangent = half + half * half * half / 3
    let cosine = (1 - tangent * tangent) / (1 + tangent * tangent) / factor
    let sine = 2 * tangent / (1 + tangent * tangent) / factor
    let center = SIMD2(Float(sample.width - 1), Float(sample.height - 1)) / 2
    return sample.warped { x, y in
      let d = SIMD2(Float(x), Float(y)) - center
      return center + SIMD2(cosine * d.x - sine * aspect * d.y, sine / aspect * d.x + cosine * d.y)
    }
  }
}
