/// Reads the JSON of a safetensors header strictly: duplicate keys and other sins are errors.
struct JSONReader {
  private var reader: ByteReader
  private static let depthLimit = 8

  init(_ reader: ByteReader) {
    self.reader = reader
  }

  /// The one value of the header; only spaces may follow it.
  mutating func document() throws -> HeaderValue {
    let value = try value(depth: 0)
    while reader.remaining > 0 {
      let byte = try reader.integer(UInt8.self)
      guard byte == 32 else { throw reader.malformed("only spaces after the header", "byte \(byte)") }
    }
    return value
  }

  private mutating func value(depth: Int) throws -> HeaderValue {
    guard depth < Self.depthLimit else { throw reader.malformed("at most 8 levels of nesting", "more") }
    let byte = try next()
    switch byte {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "["): return .list(try list(depth: depth))
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return .integer(try integer(from: byte))
    default: throw reader.malformed("a JSON value", "byte \(byte) at \(reader.position - 1)")
    }
  }

  private mutating func object(depth: Int) throws -> [HeaderField] {
    var pairs: [HeaderField] = []
    var seen: Set<String> = []
    if try peek() == UInt8(ascii: "}") {
      _ = try next()
      return pairs
    }
    while true {
      try expect(UInt8(ascii: "\""))
      let key = try string()
      guard seen.insert(key).inserted else { throw reader.malformed("distinct keys", "`\(key)` twice") }
      try expect(UInt8(ascii: ":"))
      pairs.append(HeaderField(key: key, value: try value(depth: depth + 1)))
      if try continues(to: UInt8(ascii: "}")) == false { return pairs }
    }
  }

  private mutating func list(depth: Int) throws -> [HeaderValue] {
    var values: [HeaderValue] = []
    if try peek() == UInt8(ascii: "]") {
      _ = try next()
      return values
    }
    while true {
      values.append(try value(depth: depth + 1))
      if try continues(to: UInt8(ascii: "]")) == false { return values }
    }
  }

  private mutating func integer(from first: UInt8) throws -> Int {
    var value = Int(first) - 48
    while reader.remaining > 0, case let digit = try peekRaw(), (48...57).contains(digit) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflows) = tens.addingReportingOverflow(Int(digit) - 48)
      guard !overflow, !overflows else { throw reader.malformed("a number below 2^63", "a larger one") }
      value = sum
      _ = try reader.take(1)
    }
    return value
  }

  private mutating func string() throws -> String {
    var bytes: [UInt8] = []
    while true {
      let byte = try reader.integer(UInt8.self)
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw reader.malformed("UTF-8 text", "other bytes before \(reader.position)")
        }
        return text
      case UInt8(ascii: "\\"): bytes.append(contentsOf: try escape())
      case ..<32: throw reader.malformed("no control character in a string", "byte \(byte)")
      default: bytes.append(byte)
      }
    }
  }

  private mutating func escape() throws -> [UInt8] {
    let byte = try reader.integer(UInt8.self)
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "u"): return Array(String(try unicodeScalar()).utf8)
    default: throw reader.malformed("a JSON escape", "\\ and byte \(byte)")
    }
  }

  private mutating func unicodeScalar() throws -> Character {
    let high = try hexadecimal()
    var code = high
    if (0xD800..<0xDC00).contains(high) {
      guard try reader.text(2) == "\\u" else { throw reader.malformed("a surrogate pair", "half of one") }
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low) else {
        throw reader.malformed("a surrogate pair", "half of one and \(low)")
      }
      code = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw reader.malformed("a Unicode scalar", "\(code)") }
    return Character(scalar)
  }

  private mutating func hexadecimal() throws -> UInt32 {
    let text = try reader.text(4)
    guard text.allSatisfy(\.isHexDigit), let code = UInt32(text, radix: 16) else {
      throw reader.malformed("four hex digits", text)
    }
    return code
  }

  /// True after a comma, false after `end`.
  private mutating func continues(to end: UInt8) throws -> Bool {
    let byte = try next()
    guard byte == end || byte == UInt8(ascii: ",") else { throw reader.malformed("a comma", "byte \(byte)") }
    return byte != end
  }

  private mutating func expect(_ wanted: UInt8) throws {
    let byte = try next()
    guard byte == wanted else { throw reader.malformed("byte \(wanted)", "byte \(byte)") }
  }

  private func peekRaw() throws -> UInt8 {
    var copy = reader
    return try copy.integer(UInt8.self)
  }

  private mutating func peek() throws -> UInt8 {
    while [9, 10, 13, 32].contains(try peekRaw()) { _ = try reader.take(1) }
    return try peekRaw()
  }

  private mutating func next() throws -> UInt8 {
    _ = try peek()
    return try reader.integer(UInt8.self)
  }
}
