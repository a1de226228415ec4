import Tensors

/// The scans of one eye.
public struct Volume: Equatable, Sendable {
  /// Whose eye it is.
  public let subject: Subject
  /// All scans in the order of the volume; scan k has `slice` k.
  public let scans: [BScan]
  /// The distance between neighbors in tissue.
  public let pitch: PixelPitch

  /// A volume; traps unless there are scans and all have one size.
  public init(subject: Subject, scans: [BScan], pitch: PixelPitch = .duke) {
    precondition(!scans.isEmpty, "a volume has at least one scan")
    let first = scans[0].image
    for scan in scans {
      precondition(
        (scan.image.width, scan.image.height) == (first.width, first.height),
        "a scan of \(scan.image.width)×\(scan.image.height) among \(first.width)×\(first.height)")
    }
    self.subject = subject
    self.scans = scans
    self.pitch = pitch
  }

  /// Columns of a scan.
  public var width: Int { scans[0].image.width }
  /// Rows of a scan.
  public var height: Int { scans[0].image.height }
  /// The scans that a grader looked at.
  public var graded: [BScan] { scans.filter(\.isGraded) }
}
