/// Text of stages, records and files, fit for a terminal.
enum PlainText {
  /// The text in which control characters are signs of themselves (`␛`, `␇`), but for new lines, tabs and colors.
  ///
  /// A stage's words could else clear the screen, or write over what the driver has said.
  static func of(_ text: String) -> String {
    // Most lines hold none.
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var plain = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let first = rest.first {
      let color = first == "\u{1b}" ? colorLength(rest) : nil
      if let color {
        plain.append(contentsOf: rest.prefix(color))
      } else {
        plain.append(isControl(first) ? sign(first) : first)
      }
      rest = rest.dropFirst(color ?? 1)
    }
    return String(plain)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    (scalar.value < 0x20 || 0x7f..<0xa0 ~= scalar.value) && scalar != "\n" && scalar != "\t"
  }

  /// How long a sequence is that sets colors alone, `ESC [ 1 ; 31 m`; nil for any other.
  private static func colorLength(_ text: Substring.UnicodeScalarView) -> Int? {
    let body = text.dropFirst()
    guard body.first == "[" else { return nil }
    let digits = body.dropFirst().prefix { ("0"..."9").contains($0) || $0 == ";" }
    return body.dropFirst(1 + digits.count).first == "m" ? digits.count + 3 : nil
  }

  /// The sign that Unicode has for a control character.
  private static func sign(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{fffd}"
    case 0x7f: "\u{2421}"
    default: "\u{fffd}"
    }
  }
}
