/// The type and size in front of every data element (MAT-File Format, "Data element format").
struct ElementTag {
  /// The data types that a file may hold.
  enum DataType: UInt32 {
    case int8 = 1, uint8, int16, uint16, int32, uint32, single
    case double = 9
    case int64 = 12, uint64, matrix, compressed, utf8, utf16, utf32

    /// Bytes of one value.
    var width: Int {
      switch self {
      case .int8, .uint8, .utf8, .matrix, .compressed: 1
      case .int16, .uint16, .utf16: 2
      case .int32, .uint32, .single, .utf32: 4
      case .double, .int64, .uint64: 8
      }
    }
  }

  let type: DataType
  /// Bytes of data, without padding.
  let size: Int
  /// Whether tag and data share eight bytes.
  let isSmall: Bool

  /// Reads a tag, small or full.
  init(_ stream: ElementStream) throws {
    let word: UInt32 = try stream.read()
    isSmall = word >> 16 != 0
    guard let type = DataType(rawValue: isSmall ? word & 0xFFFF : word) else {
      throw stream.damage(expected: "a known data type", found: "type \(word)")
    }
    self.type = type
    size = isSmall ? Int(word >> 16) : Int(try stream.read(UInt32.self))
    guard !isSmall || size <= 4 else {
      throw stream.damage(expected: "at most 4 bytes in a small element", found: "\(size)")
    }
  }

  /// Bytes that follow the data up to the next element.
  var padding: Int { isSmall ? 4 - size : (8 - size % 8) % 8 }

  /// Reads over the padding.
  func skipPadding(_ stream: ElementStream) throws {
    for _ in 0..<padding { let _: UInt8 = try stream.read() }
  }
}
