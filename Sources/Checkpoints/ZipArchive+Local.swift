extension ZipArchive {
  /// Checks every local header against the directory and returns where the contents lie.
  ///
  /// Entries must follow one another from byte 0 to the directory without overlap.
  static func locate(_ list: [Entry], before end: Int, in store: ByteStore) throws -> [String: Range<Int>] {
    var contents: [String: Range<Int>] = [:]
    var position = 0
    for entry in list.sorted(by: { $0.localHeader < $1.localHeader }) {
      guard entry.localHeader == position else {
        throw refuse(store, entry.name, "a local header at \(position)", "\(entry.localHeader)")
      }
      guard position < end else { throw refuse(store, entry.name, "a header before \(end)", "\(position)") }
      var reader = ByteReader(store, entry: entry.name, range: position..<end)
      try checkHeader(entry, &reader)
      contents[entry.name] = try reader.take(entry.size)
      if entry.flags & 8 != 0 { try checkDescriptor(entry, &reader) }
      position = reader.position
    }
    guard position == end else {
      throw refuse(store, "central directory", "entries up to \(end)", "\(end - position) stray bytes")
    }
    return contents
  }

  private static func checkHeader(_ entry: Entry, _ reader: inout ByteReader) throws {
    guard try reader.integer(UInt32.self) == 0x0403_4B50 else {
      throw reader.malformed("a local header", "none")
    }
    _ = try reader.integer(UInt16.self)  // version
    let flags = try reader.integer(UInt16.self)
    let method = try reader.integer(UInt16.self)
    _ = try reader.integer(UInt32.self)  // time and date
    let checksum = try reader.integer(UInt32.self)
    let packed = UInt64(try reader.integer(UInt32.self))
    let size = UInt64(try reader.integer(UInt32.self))
    let nameLength = Int(try reader.integer(UInt16.self))
    let extraLength = Int(try reader.integer(UInt16.self))
    let name = try reader.text(nameLength)
    let wide = try extra64(&reader, extraLength, [size, packed])
    guard name == entry.name, flags == entry.flags, method == 0 else {
      throw reader.malformed("the directory's name, flags and method", "`\(name)`, \(flags), \(method)")
    }
    // With a descriptor behind the data the header may leave checksum and sizes at zero.
    if entry.flags & 8 != 0 && checksum == 0 && size == 0 && packed == 0 { return }
    guard checksum == entry.checksum, wide == [UInt64(entry.size), UInt64(entry.size)] else {
      throw reader.malformed(
        "the directory's size \(entry.size) and CRC-32 \(entry.checksum)", "\(wide) and \(checksum)")
    }
  }

  private static func checkDescriptor(_ entry: Entry, _ reader: inout ByteReader) throws {
    guard try reader.integer(UInt32.self) == 0x0807_4B50 else {
      throw reader.malformed("a descriptor", "none")
    }
    let checksum = try reader.integer(UInt32.self)
    guard checksum == entry.checksum else {
      throw reader.malformed("CRC-32 \(entry.checksum) in the descriptor", "\(checksum)")
    }
    let size = UInt64(entry.size)
    var short = reader
    if size <= UInt64(UInt32.max), try short.integer(UInt32.self) == UInt32(size),
      try short.integer(UInt32.self) == UInt32(size), try Self.startsRecord(short)
    {
      reader = short
      return
    }
    guard try reader.integer(UInt64.self) == size, try reader.integer(UInt64.self) == size else {
      throw reader.malformed("size \(size) in the descriptor", "another")
    }
  }

  /// True at the next local header or at the end of the entries.
  private static func startsRecord(_ reader: ByteReader) throws -> Bool {
    if reader.remaining == 0 { return true }
    var copy = reader
    return reader.remaining >= 4 ? try copy.integer(UInt32.self) == 0x0403_4B50 : false
  }
}
