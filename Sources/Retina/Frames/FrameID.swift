/// Which scan of which subject.
public struct FrameID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  /// Whose eye.
  public let subject: Subject
  /// Which scan of the volume, from 0.
  public let slice: Int

  /// The scan `slice` of `subject`.
  public init(subject: Subject, slice: Int) {
    self.subject = subject
    self.slice = slice
  }

  /// `Subject_01_010`: sorts as subject and slice do.
  public var description: String {
    "\(subject)_" + String(repeating: "0", count: max(0, 3 - "\(slice)".count)) + "\(slice)"
  }

  /// By subject, then by slice.
  public static func < (one: FrameID, other: FrameID) -> Bool {
    (one.subject, one.slice) < (other.subject, other.slice)
  }
}
