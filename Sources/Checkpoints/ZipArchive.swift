private import CZlib

/// The central directory of a zip file, read so strictly that no two readers can disagree about it.
///
/// Stored entries only; the archive fills the file from first to last byte; entries neither overlap nor share
/// a name; local headers repeat what the directory says; every entry's CRC-32 is checked when it is read.
/// Format: PKWARE APPNOTE 6.3.
struct ZipArchive {
  /// One stored entry.
  struct Entry {
    let name: String
    let checksum: UInt32
    let size: Int
    let localHeader: Int
    let flags: UInt16
  }

  let store: ByteStore
  /// The entries by exact name.
  let entries: [String: Entry]
  /// Where each entry's bytes lie.
  let contents: [String: Range<Int>]

  init(_ store: ByteStore) throws {
    self.store = store
    let directory = try Self.directory(of: store)
    let list = try Self.entries(in: directory.range, count: directory.count, of: store)
    entries = try Self.index(list, store)
    contents = try Self.locate(list, before: directory.range.lowerBound, in: store)
  }

  /// Where the bytes of the entry lie, after its CRC-32 was checked.
  func checkedRange(of name: String) throws -> Range<Int> {
    guard let entry = entries[name], let range = contents[name] else {
      throw CheckpointError.malformed(path: store.path, entry: name, expected: "an entry", found: "none")
    }
    let sum = store.withBytes(range) { Self.crc32($0) }
    guard sum == entry.checksum else {
      throw CheckpointError.malformed(
        path: store.path, entry: name, expected: "CRC-32 \(String(entry.checksum, radix: 16))",
        found: String(sum, radix: 16))
    }
    return range
  }

  /// zlib's crc32, in pieces that its 32-bit length can hold.
  static func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var sum = CZlib.crc32(0, nil, 0)
    var offset = 0
    while offset < bytes.count {
      let count = min(bytes.count - offset, 1 << 30)
      let piece = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
      sum = CZlib.crc32(sum, piece.assumingMemoryBound(to: UInt8.self).baseAddress, UInt32(count))
      offset += count
    }
    return UInt32(truncatingIfNeeded: sum)
  }

  private static func index(_ list: [Entry], _ store: ByteStore) throws -> [String: Entry] {
    var entries: [String: Entry] = [:]
    for entry in list where entries.updateValue(entry, forKey: entry.name) != nil {
      throw CheckpointError.malformed(
        path: store.path, entry: entry.name, expected: "one entry of that name", found: "two")
    }
    return entries
  }
}
