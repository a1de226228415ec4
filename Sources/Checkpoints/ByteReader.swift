/// A cursor over part of a `ByteStore` that refuses to leave it.
struct ByteReader {
  let store: ByteStore
  /// Names the part in errors.
  let entry: String
  private(set) var position: Int
  let end: Int

  init(_ store: ByteStore, entry: String, range: Range<Int>) {
    precondition(range.upperBound <= store.count, "range \(range) lies outside \(store.count) bytes")
    self.store = store
    self.entry = entry
    position = range.lowerBound
    end = range.upperBound
  }

  var remaining: Int { end - position }

  /// Advances over `count` bytes and returns where they lie.
  mutating func take(_ count: Int) throws -> Range<Int> {
    guard count >= 0, count <= remaining else {
      throw CheckpointError.malformed(
        path: store.path, entry: entry, expected: "\(count) more bytes at \(position)",
        found: "\(remaining)")
    }
    defer { position += count }
    return position..<position + count
  }

  /// Reads one little-endian integer.
  mutating func integer<T: FixedWidthInteger>(_: T.Type = T.self) throws -> T {
    let range = try take(MemoryLayout<T>.size)
    return store.withBytes(range) { T(littleEndian: $0.loadUnaligned(as: T.self)) }
  }

  /// Reads `count` bytes.
  mutating func bytes(_ count: Int) throws -> [UInt8] {
    store.withBytes(try take(count)) { [UInt8]($0) }
  }

  /// Reads `count` bytes of strict UTF-8.
  mutating func text(_ count: Int) throws -> String {
    let start = position
    guard let text = String(validating: try bytes(count), as: UTF8.self) else {
      throw malformed("valid UTF-8 at \(start)", "other bytes")
    }
    return text
  }

  /// Reads up to the next line feed, which is left out.
  mutating func line(limit: Int = 4096) throws -> String {
    let length = store.withBytes(position..<min(end, position + limit)) { $0.firstIndex(of: 10) }
    guard let length else { throw malformed("a line at \(position)", "no end of line in \(limit) bytes") }
    let text = try text(length)
    _ = try take(1)
    return text
  }

  /// An error at this entry.
  func malformed(_ expected: String, _ found: String) -> CheckpointError {
    .malformed(path: store.path, entry: entry, expected: expected, found: found)
  }
}
