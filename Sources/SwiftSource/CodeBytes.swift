/// What the compiler sees of a Swift text: equal results mean equal code.
///
/// Every comment becomes a blank, or a newline if it holds one; indentation, blank lines and blanks at
/// the ends of lines go, except inside literals. `// swift-tools-version` stays. A text that cannot be
/// told apart with certainty comes back whole, so that any change of it counts as a change of code.
/// Code that reads `#line` or its own source is beyond this promise.
public func codeBytes(of bytes: [UInt8]) -> [UInt8] {
  guard let spans = try? Lexer.spans(of: bytes) else { return bytes }
  var fold = LayoutFold()
  for span in spans {
    let text = bytes[span.range]
    switch span.kind {
    case .code: fold.appendCode(text)
    case .string, .regex: fold.appendLiteral(text)
    case .comment: fold.appendComment(text)
    }
  }
  return fold.finish()
}

/// Collects code without its layout.
private struct LayoutFold {
  private var result: [UInt8] = []

  private var isAtLineStart: Bool { result.last.map { $0 == ASCII.newline } ?? true }

  mutating func appendLiteral(_ text: ArraySlice<UInt8>) {
    result += text
  }

  mutating func appendCode(_ text: ArraySlice<UInt8>) {
    for byte in text {
      if ASCII.isNewline(byte) {
        endLine()
      } else if !(isAtLineStart && ASCII.isSpace(byte)) {
        result.append(byte)
      }
    }
  }

  mutating func appendComment(_ text: ArraySlice<UInt8>) {
    let words = text.dropFirst(2).drop(while: ASCII.isBlank)
    if words.starts(with: Array("swift-tools-version".utf8)) {
      result += text
    } else if text.contains(where: ASCII.isNewline) {
      endLine()
    } else if !isAtLineStart {
      result.append(ASCII.space)
    }
  }

  /// No literal ends with a blank, so what is trimmed here is layout.
  private mutating func endLine() {
    while let last = result.last, ASCII.isSpace(last), last != ASCII.newline { result.removeLast() }
    if !isAtLineStart { result.append(ASCII.newline) }
  }

  mutating func finish() -> [UInt8] {
    endLine()
    return result
  }
}
