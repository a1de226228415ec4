/// The name of a commit: its 40 hexadecimal digits.
public struct CommitID: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The digits, in lower case.
  public let hex: String

  /// A commit's name, or nil for anything but 40 hexadecimal digits.
  public init?(_ hex: String) {
    guard hex.utf8.count == 40, hex.allSatisfy(\.isHexDigit) else { return nil }
    self.hex = hex.lowercased()
  }

  /// The digits.
  public var description: String { hex }

  /// Reads the digits; throws `DecodingError` on any other text.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.singleValueContainer()
    let text = try box.decode(String.self)
    guard let commit = CommitID(text) else {
      throw DecodingError.dataCorruptedError(
        in: box, debugDescription: "expected the 40 hexadecimal digits of a commit, found '\(text)'")
    }
    self = commit
  }

  /// Writes the digits.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.singleValueContainer()
    try box.encode(hex)
  }
}
