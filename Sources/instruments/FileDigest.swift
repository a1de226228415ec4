import Digest
import Foundation

/// A file's length and SHA-256, read in pieces.
struct FileDigest {
  let bytes: Int
  let sha256: String

  /// Throws what Foundation throws for a file that cannot be read.
  init(path: String) throws {
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    var hasher = SHA256Hasher()
    var count = 0
    while let block = try file.read(upToCount: 1 << 20), !block.isEmpty {
      block.withUnsafeBytes { hasher.update($0) }
      count += block.count
    }
    try file.close()
    bytes = count
    sha256 = hasher.finish().hex
  }
}
