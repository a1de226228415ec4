/// The bytes that Swift's lexical structure is made of.
enum ASCII {
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let pound = UInt8(ascii: "#")
  static let slash = UInt8(ascii: "/")
  static let star = UInt8(ascii: "*")
  static let backslash = UInt8(ascii: "\\")
  static let backtick = UInt8(ascii: "`")
  static let period = UInt8(ascii: ".")
  static let open = UInt8(ascii: "(")
  static let close = UInt8(ascii: ")")

  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  static func isNewline(_ byte: UInt8) -> Bool { byte == newline || byte == carriageReturn }

  static func isSpace(_ byte: UInt8) -> Bool {
    isBlank(byte) || isNewline(byte) || byte == 0x0B || byte == 0x0C
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  static func isUppercase(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }

  /// A byte of a name or number; every byte beyond ASCII counts as one.
  static func isWord(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return (lower >= 0x61 && lower <= 0x7A) || isDigit(byte) || byte == 0x5F || byte == 0x24 || byte >= 0x80
  }

  static func isOperator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), star, slash, UInt8(ascii: "%"), UInt8(ascii: "="),
      UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "&"),
      UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: "~"), period:
      true
    default: false
    }
  }

  /// Whether a byte bounds a token on its left: nothing stands before an operator that follows it.
  static func opensOrSeparates(_ byte: UInt8) -> Bool {
    isSpace(byte) || byte == open || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{")
      || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: ":") || byte == 0
  }

  /// Whether a byte ends what precedes it: no operand follows an operator before it.
  static func closesOrSeparates(_ byte: UInt8) -> Bool {
    isSpace(byte) || byte == close || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
      || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: ":") || byte == 0
  }
}
