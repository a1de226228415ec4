/// The fluid of one eye: what its scans hold, and what lies between them.
public struct EyeFluid: Hashable, Sendable {
  /// Whose eye.
  public let eye: String
  /// The places of the scans in the volume, ascending.
  public let slices: [Int]
  /// The fluid in mm³.
  public let volume: Double

  /// The fluid of an eye whose scans, `areas` in mm² by place, lie `pitch` µm apart.
  ///
  /// Each scan stands for the tissue that is nearer to it than to any other scan, and for half a pitch at the
  /// ends: of a volume without gaps, the sum of areas times pitch. Traps without a scan.
  public init(eye: String, areas: [Int: Double], pitch: Double) {
    precondition(!areas.isEmpty, "an eye without scans")
    self.eye = eye
    let slices = areas.keys.sorted()
    self.slices = slices
    volume = slices.indices.reduce(0.0) { sum, index in
      let before = index == 0 ? 0.5 : Double(slices[index] - slices[index - 1]) / 2
      let after = index == slices.count - 1 ? 0.5 : Double(slices[index + 1] - slices[index]) / 2
      return sum + areas[slices[index], default: 0] * (before + after) * pitch * 1e-3
    }
  }

  /// Why scans of which file names alone tell the places make no volume; nil where they may.
  ///
  /// Numbers in names can be visits, years and dates. So a volume is not told of fewer than three scans, of places
  /// beyond 1024 (no volume has more scans, and years are beyond it) and of more than four places without a scan for
  /// each with one. Traps without a place.
  public static func doubt(places: some Collection<Int>) -> String? {
    guard let first = places.min(), let last = places.max() else {
      preconditionFailure("an eye without scans")
    }
    let example = "(EYE_NUMBER.png)"
    if last > 1024 { return "expected scans of places up to 1024 \(example), found \(last)" }
    if places.count < 3 { return "expected three scans at least \(example), found \(places.count)" }
    let span = last - first + 1
    guard span - places.count > 4 * places.count else { return nil }
    return "expected a scan for every fifth place \(example), found \(places.count) for \(span)"
  }

  /// How many places between the first and the last have no scan: the volume leans on their neighbors.
  public var gaps: Int { slices[slices.count - 1] - slices[0] + 1 - slices.count }
}
