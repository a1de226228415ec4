extension ZipArchive {
  private static let endSize = 22
  private static let end64Size = 56
  private static let locatorSize = 20

  /// The central directory's range and its number of entries, from the end record or its 64-bit form.
  static func directory(of store: ByteStore) throws -> (range: Range<Int>, count: Int) {
    let start = store.count - endSize
    guard start >= 0 else { throw refuse(store, "end record", "a zip file", "\(store.count) bytes") }
    var reader = ByteReader(store, entry: "end record", range: start..<store.count)
    guard try reader.integer(UInt32.self) == 0x0605_4B50 else {
      throw reader.malformed("an end record without comment at the file's end", "none (truncated?)")
    }
    guard try reader.integer(UInt32.self) == 0 else { throw reader.malformed("one disk", "several") }
    let countHere = try reader.integer(UInt16.self)
    let count = try reader.integer(UInt16.self)
    let size = try reader.integer(UInt32.self)
    let offset = try reader.integer(UInt32.self)
    guard countHere == count, try reader.integer(UInt16.self) == 0 else {
      throw reader.malformed("equal counts and no comment", "counts \(countHere) and \(count), or a comment")
    }
    let short = (count: UInt64(count), size: UInt64(size), offset: UInt64(offset))
    if let long = try directory64(of: store, before: start) {
      guard agrees(short, long.fields) else {
        throw reader.malformed("what the zip64 record says", "\(short)")
      }
      return try check(long.fields, end: long.start, store)
    }
    return try check(short, end: start, store)
  }

  private typealias Fields = (count: UInt64, size: UInt64, offset: UInt64)

  /// The short record must repeat the long one's numbers or give way with all ones.
  private static func agrees(_ short: Fields, _ long: Fields) -> Bool {
    (short.count == 0xFFFF || short.count == long.count)
      && (short.size == 0xFFFF_FFFF || short.size == long.size)
      && (short.offset == 0xFFFF_FFFF || short.offset == long.offset)
  }

  private static func directory64(of store: ByteStore, before end: Int) throws -> (
    fields: Fields, start: Int
  )? {
    let start = end - locatorSize
    guard start >= end64Size else { return nil }
    var locator = ByteReader(store, entry: "zip64 locator", range: start..<end)
    guard try locator.integer(UInt32.self) == 0x0706_4B50 else { return nil }
    let disk = try locator.integer(UInt32.self)
    let offset = try locator.integer(UInt64.self)
    let disks = try locator.integer(UInt32.self)
    guard disk == 0, disks <= 1, offset == UInt64(start - end64Size) else {
      throw locator.malformed("the zip64 end record at \(start - end64Size)", "\(offset)")
    }
    var reader = ByteReader(store, entry: "zip64 end record", range: start - end64Size..<start)
    guard try reader.integer(UInt32.self) == 0x0606_4B50, try reader.integer(UInt64.self) == 44 else {
      throw reader.malformed("a zip64 end record of 56 bytes", "something else")
    }
    _ = try reader.integer(UInt32.self)  // versions
    guard try reader.integer(UInt64.self) == 0 else { throw reader.malformed("one disk", "several") }
    let countHere = try reader.integer(UInt64.self)
    let count = try reader.integer(UInt64.self)
    guard count == countHere else { throw reader.malformed("equal counts", "\(countHere) and \(count)") }
    let fields = (
      count: count, size: try reader.integer(UInt64.self), offset: try reader.integer(UInt64.self)
    )
    return (fields, start - end64Size)
  }

  /// The directory must end where the end record begins, and be large enough for its entries.
  private static func check(
    _ fields: Fields, end: Int, _ store: ByteStore
  ) throws -> (range: Range<Int>, count: Int) {
    guard let offset = Int(exactly: fields.offset), let size = Int(exactly: fields.size), offset <= end,
      size == end - offset
    else {
      throw refuse(
        store, "end record", "a central directory that ends at \(end)",
        "\(fields.size) bytes at \(fields.offset)")
    }
    guard fields.count <= UInt64(size / 46) else {
      throw refuse(store, "end record", "entries that fit \(size) bytes", "\(fields.count)")
    }
    return (offset..<end, Int(fields.count))
  }

  static func entries(in range: Range<Int>, count: Int, of store: ByteStore) throws -> [Entry] {
    var reader = ByteReader(store, entry: "central directory", range: range)
    var list: [Entry] = []
    for _ in 0..<count { list.append(try entry(&reader)) }
    guard reader.remaining == 0 else {
      throw reader.malformed("\(count) entries", "\(reader.remaining) bytes more")
    }
    return list
  }

  private static func entry(_ reader: inout ByteReader) throws -> Entry {
    guard try reader.integer(UInt32.self) == 0x0201_4B50 else {
      throw reader.malformed("a directory entry at \(reader.position - 4)", "other bytes")
    }
    _ = try reader.integer(UInt32.self)  // versions
    let flags = try reader.integer(UInt16.self)
    let method = try reader.integer(UInt16.self)
    _ = try reader.integer(UInt32.self)  // time and date
    let checksum = try reader.integer(UInt32.self)
    let packed = UInt64(try reader.integer(UInt32.self))
    let size = UInt64(try reader.integer(UInt32.self))
    let nameLength = Int(try reader.integer(UInt16.self))
    let extraLength = Int(try reader.integer(UInt16.self))
    let commentLength = Int(try reader.integer(UInt16.self))
    let disk = try reader.integer(UInt16.self)
    _ = try reader.take(6)  // attributes
    let offset = UInt64(try reader.integer(UInt32.self))
    let name = try reader.text(nameLength)
    let wide = try extra64(&reader, extraLength, [size, packed, offset])
    _ = try reader.take(commentLength)
    let store = reader.store
    try checkName(name, store)
    guard flags & ~0x0808 == 0 else {
      throw refuse(store, name, "no encryption, plain flags", "flags \(flags)")
    }
    guard method == 0 else { throw refuse(store, name, "a stored entry", "compression method \(method)") }
    guard wide[0] == wide[1], disk == 0 else {
      throw refuse(store, name, "equal stored and plain sizes", "\(wide[1]) and \(wide[0])")
    }
    guard let bytes = Int(exactly: wide[0]), let start = Int(exactly: wide[2]) else {
      throw refuse(store, name, "sizes below 2^63", "\(wide)")
    }
    return Entry(name: name, checksum: checksum, size: bytes, localHeader: start, flags: flags)
  }

  /// Replaces every field of all ones by the next value of the zip64 extra field.
  static func extra64(_ reader: inout ByteReader, _ length: Int, _ fields: [UInt64]) throws -> [UInt64] {
    var fields = fields
    let range = try reader.take(length)
    let wanted = fields.indices.filter { fields[$0] == 0xFFFF_FFFF }
    guard !wanted.isEmpty else { return fields }
    var extra = ByteReader(reader.store, entry: reader.entry, range: range)
    while extra.remaining >= 4 {
      let kind = try extra.integer(UInt16.self)
      let block = try extra.take(Int(try extra.integer(UInt16.self)))
      guard kind == 1 else { continue }
      var values = ByteReader(reader.store, entry: "zip64 extra field", range: block)
      for index in wanted { fields[index] = try values.integer(UInt64.self) }
      return fields
    }
    throw reader.malformed("a zip64 extra field", "none for a size of all ones")
  }

  private static func checkName(_ name: String, _ store: ByteStore) throws {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, !name.contains("\0"), !name.contains("\\"), !parts.contains(".."),
      !parts.contains("")
    else {
      throw refuse(store, "central directory", "a relative name without `..`", "`\(name)`")
    }
  }

  static func refuse(_ store: ByteStore, _ entry: String, _ expected: String, _ found: String)
    -> CheckpointError
  {
    .malformed(path: store.path, entry: entry, expected: expected, found: found)
  }
}
