/// A scan of one's own, ungraded: where it lies and what its name tells.
public struct Scan: Hashable, Sendable {
  /// A PNG file, or the volume that holds the scan.
  public let path: String
  /// What outputs are called: `Subject_01_010`, or a PNG file's name without `.png`.
  public let name: String
  /// Whose eye, where the name tells: `Subject_01`.
  public let eye: String?
  /// The place in the volume, from 0, where the name tells.
  public let slice: Int?
  /// Whether it is one of a volume's scans.
  public let isOfVolume: Bool

  /// A scan in a PNG file; `EYE_NUMBER.png` names the eye and the place.
  init(png path: String) {
    let stem = String(Self.file(path).dropLast(".png".count))
    let parts = stem.split(separator: "_", omittingEmptySubsequences: false)
    let digits = parts.last ?? ""
    let number = digits.allSatisfy(\.isNumber) ? Int(digits) : nil
    let eye = parts.dropLast().joined(separator: "_")
    self.path = path
    name = stem
    self.eye = number == nil || eye.isEmpty ? nil : eye
    slice = self.eye == nil ? nil : number
    isOfVolume = false
  }

  /// Scan `slice` of a volume.
  init(volume path: String, slice: Int) {
    let stem = String(Self.file(path).dropLast(".mat".count))
    self.path = path
    name = "\(stem)_" + String(repeating: "0", count: max(0, 3 - "\(slice)".count)) + "\(slice)"
    eye = stem
    self.slice = slice
    isOfVolume = true
  }

  /// The name behind the last slash, by scalars: a name may begin with a mark that would join the slash.
  private static func file(_ path: String) -> String {
    path.unicodeScalars.split(separator: "/").last.map { String($0) } ?? path
  }
}
