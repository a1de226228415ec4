import Tensors

/// Makes OCT volumes of simulated eyes: the same ones for the same seed, on any machine.
///
/// Smooth layers with a foveal pit, multiplicative speckle, vessel shadows, dark cysts in some of the graded
/// scans, and two graders who differ: rims shifted and widened, small cysts missed, some seen where there
/// are none. Grader 2 marks a little more, as in the Duke set. Scans that are not graded stay black, as in
/// the rebuilt Duke files.
public struct PhantomGenerator: Sendable {
  /// The root of all random numbers.
  public let seed: UInt64
  /// Rows of a scan.
  public let height: Int
  /// Columns of a scan.
  public let width: Int
  /// Scans of a volume.
  public let slices: Int
  /// Graded scans of a volume.
  public let graded: Int
  /// The factor of cysts' radii: 1 gives about as much fluid as the Duke set has, 2 about four times as much.
  public let wetness: Float

  /// A generator; the default sizes are those of the Duke volumes.
  ///
  /// Traps unless sides are at least 32 pixels and 1 ≤ graded ≤ slices.
  public init(
    seed: UInt64, height: Int = 496, width: Int = 768, slices: Int = 61, graded: Int = 11, wetness: Float = 1
  ) {
    precondition(height >= 32 && width >= 32, "a phantom of \(height)×\(width) has no room for layers")
    precondition((1...slices).contains(graded), "\(graded) of \(slices) scans cannot be graded")
    precondition(wetness > 0, "cysts \(wetness) times as wide cannot be drawn")
    (self.seed, self.height, self.width, self.slices, self.graded) = (seed, height, width, slices, graded)
    self.wetness = wetness
  }

  /// The scans that are graded: evenly spread over the middle two thirds of the volume.
  public var gradedSlices: [Int] {
    let span = max(graded, slices * 2 / 3)
    let start = (slices - span) / 2
    return (0..<graded).map { start + (2 * $0 + 1) * span / (2 * graded) }
  }

  /// The volume of one subject in memory.
  public func volume(subject: Subject) -> Volume {
    let drawn = scans(subject: subject)
    let black = Raster(width: width, height: height)
    let scans = (0..<slices).map { slice -> BScan in
      guard let scan = drawn[slice] else {
        return BScan(slice: slice, image: black, gradings: [.ungraded, .ungraded])
      }
      let masks = scan.lesions.map { lesions in
        Raster(width: width, height: height, pixels: lesions.pixels.map { $0 == 0 ? 0 : 1 })
      }
      return BScan(slice: slice, image: scan.image, gradings: masks.map(Grading.graded))
    }
    return Volume(subject: subject, scans: scans)
  }

  /// The graded scans of one subject by slice.
  func scans(subject: Subject) -> [Int: PhantomScan] {
    let anatomy = PhantomAnatomy(
      stream: stream("anatomy"), subject: subject, size: (width, height, slices))
    let cysts = self.cysts(of: anatomy, subject: subject)
    let opinions = [0, 1].map { self.opinions(of: $0, cysts: cysts, anatomy: anatomy, subject: subject) }
    var scans: [Int: PhantomScan] = [:]
    for slice in gradedSlices {
      scans[slice] = PhantomScan(
        anatomy: anatomy, slice: slice, cysts: cysts, opinions: opinions,
        speckle: stream("speckle"), sample: UInt64(subject.number) << 16 | UInt64(slice))
    }
    return scans
  }

  func stream(_ purpose: String) -> RandomStream { RandomStream(seed: seed, purpose: "phantom/" + purpose) }
}
