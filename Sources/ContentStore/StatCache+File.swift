internal import Digest
internal import Synchronization

/// The cache's file: a header, one fixed record an entry, and the SHA-256 of all that.
extension StatCache {
  private static let magic: UInt64 = 0x0031_5441_5453_4f46  // "FOSTAT1" in little-endian order
  private static let recordSize = 80
  /// An entry that was of no use in this many saves is forgotten.
  private static let oldest: UInt64 = 64

  /// Writes the cache's file durably, if anything is new in it.
  ///
  /// The folder must exist. Without a file nothing happens.
  public func save() throws {
    guard let file else { return }
    let entries: [Key: Entry]? = state.withLock { state in
      guard state.isUnsaved else { return nil }
      state.isUnsaved = false
      state.entries = state.entries.filter { $0.value.age <= Self.oldest }
      defer { for key in state.entries.keys { state.entries[key]?.age += 1 } }
      return state.entries
    }
    guard let entries else { return }
    do {
      try FileSystem.writeDurably(Self.encoded(entries), to: file)
    } catch {
      state.withLock { $0.isUnsaved = true }
      throw error
    }
  }

  static func encoded(_ entries: [Key: Entry]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16 + entries.count * recordSize + SHA256Digest.byteCount)
    func append(_ value: UInt64) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
    append(magic)
    append(UInt64(entries.count))
    for (key, entry) in entries {
      append(key.device)
      append(key.inode)
      append(UInt64(bitPattern: entry.size))
      append(UInt64(bitPattern: entry.modified))
      append(UInt64(bitPattern: entry.changed))
      append(entry.age + 1)
      entry.digest.withBytes { bytes.append(contentsOf: $0) }
    }
    SHA256Digest(of: bytes).withBytes { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// The entries in a cache file, or nil when it is absent or damaged: then everything is hashed again.
  static func load(_ file: String) -> [Key: Entry]? {
    guard let bytes = try? FileSystem.read(file, limit: 1 << 30) else { return nil }
    return decoded(bytes)
  }

  static func decoded(_ bytes: [UInt8]) -> [Key: Entry]? {
    bytes.withUnsafeBytes { bytes in
      let body = bytes.count - SHA256Digest.byteCount
      guard body >= 16 else { return nil }
      func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      let count = word(8)
      guard word(0) == magic, count <= UInt64(body), body == 16 + Int(count) * recordSize,
        SHA256Digest(of: UnsafeRawBufferPointer(rebasing: bytes[..<body]))
          == SHA256Digest(bytes: UnsafeRawBufferPointer(rebasing: bytes[body...]))
      else { return nil }
      var entries: [Key: Entry] = [:]
      entries.reserveCapacity(Int(count))
      for start in stride(from: 16, to: body, by: recordSize) {
        let digest = UnsafeRawBufferPointer(rebasing: bytes[(start + 48)..<(start + 80)])
        entries[Key(device: word(start), inode: word(start + 8))] = Entry(
          size: Int64(bitPattern: word(start + 16)), modified: Int64(bitPattern: word(start + 24)),
          changed: Int64(bitPattern: word(start + 32)), digest: SHA256Digest(bytes: digest),
          age: word(start + 40))
      }
      return entries
    }
  }
}
