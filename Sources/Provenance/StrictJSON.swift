internal import StageProtocol

/// Reads JSON as RFC 8259 has it and refuses what lenient readers guess at: duplicate names, text after
/// the end, invalid UTF-8, more than 64 levels.
struct StrictJSON {
  /// What is wrong, and at which byte.
  struct Failure: Error, CustomStringConvertible {
    var reason: String
    var offset: Int
    var description: String { "\(reason) at byte \(offset)" }
  }

  private let bytes: [UInt8]
  private var place = 0

  /// The value in the bytes.
  static func parse(_ bytes: [UInt8]) throws -> JSONValue {
    var reader = StrictJSON(bytes: bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.place == bytes.count else { throw reader.failure("text after the end") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: place) }

  private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { place += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    guard let wanted = character.asciiValue, current == wanted else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) throws -> JSONValue {
    guard depth < 64 else { throw failure("more than 64 levels") }
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try text())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw failure("the text ends early")
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws -> JSONValue {
    place += 1
    var members: [String: JSONValue] = [:]
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      let name = try text()
      skipSpace()
      guard take(":") else { throw failure("expected ':'") }
      guard members.updateValue(try value(depth: depth + 1), forKey: name) == nil else {
        throw failure("the name '\(name)' stands twice")
      }
      skipSpace()
    } while take(",")
    guard take("}") else { throw failure("expected '}'") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws -> JSONValue {
    place += 1
    var values: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(values) }
    repeat {
      values.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw failure("expected ']'") }
    return .array(values)
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws -> JSONValue {
    guard bytes[place...].starts(with: word.utf8) else { throw failure("expected '\(word)'") }
    place += word.utf8.count
    return value
  }

  private mutating func number() throws -> JSONValue {
    let start = place
    _ = take("-")
    let first = current
    guard digits() > 0, first != UInt8(ascii: "0") || place - start <= (bytes[start] == 0x2d ? 2 : 1)
    else { throw failure("expected a value") }
    var isWhole = true
    if take(".") {
      isWhole = false
      guard digits() > 0 else { throw failure("expected digits") }
    }
    if take("e") || take("E") {
      isWhole = false
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { throw failure("expected digits") }
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    if isWhole, let whole = Int64(text) { return .integer(whole) }
    guard let value = Double(text), value.isFinite else { throw failure("the number is out of range") }
    return .number(value)
  }

  private mutating func digits() -> Int {
    let start = place
    while let byte = current, (0x30...0x39).contains(byte) { place += 1 }
    return place - start
  }
}

/// Texts.
extension StrictJSON {
  private mutating func text() throws -> String {
    guard take("\"") else { throw failure("expected a text") }
    var content: [UInt8] = []
    while let byte = current {
      place += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else { throw failure("invalid UTF-8") }
        return text
      case UInt8(ascii: "\\"): try content.append(contentsOf: escape())
      case 0..<0x20: throw failure("a control character in a text")
      default: content.append(byte)
      }
    }
    throw failure("the text ends early")
  }

  private mutating func escape() throws -> [UInt8] {
    guard let letter = current else { throw failure("the text ends early") }
    place += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"): return try Array(String(scalar()).utf8)
    default: throw failure("an unknown escape")
    }
  }

  private mutating func scalar() throws -> Character {
    var code = try unit()
    if (0xd800..<0xdc00).contains(code) {
      guard take("\\"), take("u") else { throw failure("half a surrogate pair") }
      let low = try unit()
      guard (0xdc00..<0xe000).contains(low) else { throw failure("half a surrogate pair") }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = UnicodeScalar(code) else { throw failure("half a surrogate pair") }
    return Character(scalar)
  }

  private mutating func unit() throws -> UInt32 {
    let end = place + 4
    guard end <= bytes.count, bytes[place..<end].allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: bytes[place..<end], as: UTF8.self), radix: 16)
    else { throw failure("expected four hexadecimal digits") }
    place = end
    return code
  }
}
