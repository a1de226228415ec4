/// The part of an element before its values: flags, sizes, name and the tag of the real part.
struct VariableHeader {
  /// The largest variable that is believed, in elements.
  static let mostElements = 1 << 33
  /// The most dimensions that are believed; real data have three.
  static let mostDimensions = 32

  let variable: MATVariable
  /// The type of the stored values, which may be narrower than the class; nil for containers and text.
  let storage: NumberStorage?
  /// Bytes of the matrix after its tag.
  let size: Int

  /// Reads the header and checks it against itself; `offset` is where the element starts in the file.
  init(_ stream: ElementStream, offset: Int) throws {
    let tag = try ElementTag(stream)
    guard tag.type == .matrix else {
      throw stream.damage(expected: "a matrix (type 14)", found: "type \(tag.type.rawValue)")
    }
    size = tag.size
    let flags = try Self.flags(stream)
    // Opaque objects, such as MATLAB's strings, have no sizes here.
    let dims = flags.variableClass == .opaque ? [] : try Self.dims(stream)
    let name = try Self.name(stream)
    stream.origin.variable = name
    variable = MATVariable(
      name: name, variableClass: flags.variableClass, isComplex: flags.bits & 0x08 != 0,
      isLogical: flags.bits & 0x02 != 0, dims: dims, offset: offset)
    storage = try flags.variableClass.isNumeric ? NumberStorage(stream, variable: variable) : nil
  }

  private static func flags(_ stream: ElementStream) throws -> (variableClass: MATClass, bits: UInt32) {
    let tag = try ElementTag(stream)
    guard tag.type == .uint32, tag.size == 8, !tag.isSmall else {
      throw stream.damage(
        expected: "array flags of 8 bytes", found: "type \(tag.type.rawValue) of \(tag.size) bytes")
    }
    let word: UInt32 = try stream.read()
    let _: UInt32 = try stream.read()
    guard let variableClass = MATClass(rawValue: UInt8(word & 0xFF)) else {
      throw stream.damage(expected: "a MATLAB class (1 to 17)", found: "\(word & 0xFF)")
    }
    return (variableClass, word >> 8)
  }

  private static func dims(_ stream: ElementStream) throws -> [Int] {
    let tag = try ElementTag(stream)
    let rank = tag.size / 4
    guard tag.type == .int32, tag.size % 4 == 0, (2...mostDimensions).contains(rank) else {
      throw stream.damage(
        expected: "2 to \(mostDimensions) dimensions", found: "type \(tag.type.rawValue) of \(tag.size) bytes"
      )
    }
    var dims: [Int] = []
    for _ in 0..<rank { dims.append(Int(try stream.read(Int32.self))) }
    try tag.skipPadding(stream)
    var product = 1
    for dim in dims {
      let (next, overflow) = product.multipliedReportingOverflow(by: dim)
      product = next
      guard dim >= 0, !overflow, product <= mostElements else {
        throw stream.damage(
          expected: "dimensions of at most \(mostElements) elements in all", found: "\(dims)")
      }
    }
    return dims
  }

  private static func name(_ stream: ElementStream) throws -> String {
    let tag = try ElementTag(stream)
    guard tag.type == .int8 || tag.type == .utf8, tag.size <= 4096 else {
      throw stream.damage(
        expected: "a variable's name", found: "type \(tag.type.rawValue) of \(tag.size) bytes")
    }
    var bytes = [UInt8](repeating: 0, count: tag.size)
    try bytes.withUnsafeMutableBytes { try stream.read(into: $0) }
    try tag.skipPadding(stream)
    guard let name = String(validating: bytes, as: UTF8.self), !name.utf8.contains(0) else {
      throw stream.damage(expected: "a name in ASCII or UTF-8", found: "\(bytes)")
    }
    return name
  }
}
