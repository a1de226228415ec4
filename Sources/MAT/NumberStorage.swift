/// How the values of a numeric variable lie in the file.
struct NumberStorage {
  let tag: ElementTag

  /// Reads the tag of the real part; its size must be that of the variable, and the file able to hold as much.
  init(_ stream: ElementStream, variable: MATVariable) throws {
    tag = try ElementTag(stream)
    let expected = variable.count * tag.type.width
    guard tag.type != .matrix, tag.type != .compressed, tag.size == expected else {
      throw stream.damage(
        expected: "\(expected) bytes of values for dimensions \(variable.dims)",
        found: "type \(tag.type.rawValue) of \(tag.size) bytes")
    }
    // Before anyone reserves memory for them.
    guard tag.size <= stream.mostRemaining else {
      throw stream.damage(
        expected: "\(tag.size) bytes of values for dimensions \(variable.dims)",
        found: "room for at most \(stream.mostRemaining)")
    }
  }
}

extension NumberStorage {
  /// Reads the next `count` values; the file may store them in a narrower type than their class.
  func read<Number: MATNumber>(
    _ count: Int, into target: UnsafeMutableBufferPointer<Number>, from stream: ElementStream
  ) throws {
    if tag.type.rawValue == Number.dataType {
      return try stream.read(into: UnsafeMutableRawBufferPointer(target))
    }
    try convert(into: target, from: stream)
  }

  private func convert<Number: MATNumber>(
    into target: UnsafeMutableBufferPointer<Number>, from stream: ElementStream
  ) throws {
    for index in target.indices {
      let value: Double =
        switch tag.type {
        case .int8: Double(try stream.read(Int8.self))
        case .uint8: Double(try stream.read(UInt8.self))
        case .int16: Double(try stream.read(Int16.self))
        case .uint16: Double(try stream.read(UInt16.self))
        case .int32: Double(try stream.read(Int32.self))
        case .uint32: Double(try stream.read(UInt32.self))
        case .single: Double(Float(bitPattern: try stream.read(UInt32.self)))
        case .double: Double(bitPattern: try stream.read(UInt64.self))
        default: throw stream.damage(expected: "numbers", found: "type \(tag.type.rawValue)")
        }
      guard let number = Number(exactly: value) else {
        throw stream.damage(expected: "values of class \(Number.variableClass)", found: "\(value)")
      }
      target[index] = number
    }
  }
}
