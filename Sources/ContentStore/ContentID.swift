public import Digest

/// What a file or a folder holds: its digest, and nothing of its name, place or time.
///
/// A file's digest is the SHA-256 of its bytes. A folder's is the SHA-256 of its manifest
/// (`FolderManifest`): sorted names, each with its kind, size and digest.
public struct ContentID: Sendable, Hashable, Codable {
  /// A file, or a folder with everything in it.
  public enum Kind: String, Sendable, Hashable, Codable {
    case file, folder
  }

  /// Whether it is a file or a folder.
  public var kind: Kind
  /// The SHA-256 of the file's bytes or of the folder's manifest.
  public var digest: SHA256Digest
  /// The file's bytes, or the sum over all files in the folder.
  public var size: Int64

  private enum CodingKeys: String, CodingKey {
    case kind
    case digest = "sha256"
    case size
  }

  /// The most bytes that a record can speak of, 64 TiB: sums of what others wrote down stay numbers.
  static let mostBytes: Int64 = 1 << 46

  /// The identity of a file or folder.
  public init(kind: Kind, digest: SHA256Digest, size: Int64) {
    self.kind = kind
    self.digest = digest
    self.size = size
  }

  /// Reads the identity in a record; throws `DecodingError` for a size that is none.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      kind: try box.decode(Kind.self, forKey: .kind),
      digest: try box.decode(SHA256Digest.self, forKey: .digest),
      size: try box.decode(Int64.self, forKey: .size))
    guard (0...Self.mostBytes).contains(size) else {
      throw DecodingError.dataCorruptedError(
        forKey: .size, in: box, debugDescription: "expected 0 to \(Self.mostBytes) bytes, found \(size)")
    }
  }
}

extension ContentID: CustomStringConvertible {
  /// Kind and digest, as messages show them.
  public var description: String { "\(kind.rawValue) \(digest)" }
}
