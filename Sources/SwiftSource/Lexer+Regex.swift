extension Lexer {
  /// At a slash that opens no comment: a regular expression where an operand may stand, else an operator.
  mutating func bareRegexOrOperator() throws(Doubt) {
    guard let length = bareRegexLength() else {
      return skipOperatorSlash()
    }
    let previous = peek(-1)
    if !afterOperand, !ASCII.isOperator(previous) {
      endSpan(.code)
      at += length
      endSpan(.regex)
      afterOperand = true
    } else if ASCII.isWord(previous) || previous == ASCII.close || previous == UInt8(ascii: "]") {
      skipOperatorSlash()
    } else {
      try refuseAmbiguity(length)
      skipOperatorSlash()
    }
  }

  private mutating func skipOperatorSlash() {
    at += 1
    afterOperand = false
  }

  /// Both readings agree as long as nothing between the slashes could open a literal or a comment.
  private func refuseAmbiguity(_ length: Int) throws(Doubt) {
    let inside = bytes[(at + 1)..<(at + length - 1)]
    let isTelling = inside.contains { byte in
      byte == ASCII.quote || byte == ASCII.slash || byte == ASCII.backtick || byte == ASCII.pound
    }
    if isTelling { throw Doubt(what: "a slash may divide or open a regular expression", offset: at) }
  }

  /// The length of `/…/` if one stands here by the compiler's rules for bare slashes, else nil.
  ///
  /// SE-0354: on one line, not beginning or ending with a blank, parentheses balanced.
  private func bareRegexLength() -> Int? {
    guard !ASCII.isSpace(peek(1)), peek(-1) != ASCII.star else { return nil }
    var offset = 1
    var groups = 0
    var classes = 0
    while at + offset < bytes.count {
      let byte = peek(offset)
      switch byte {
      case ASCII.newline, ASCII.carriageReturn: return nil
      case ASCII.slash:
        return endsRegex(offset) ? offset + 1 : nil
      case ASCII.backslash:
        if ASCII.isNewline(peek(offset + 1)) { return nil }
        offset += 1
      case ASCII.open where classes == 0: groups += 1
      case ASCII.close where classes == 0:
        if groups == 0 { return nil }
        groups -= 1
      case UInt8(ascii: "["): classes += 1
      case UInt8(ascii: "]"): classes = max(0, classes - 1)
      default: break
      }
      offset += 1
    }
    return nil
  }

  private func endsRegex(_ offset: Int) -> Bool {
    let next = peek(offset + 1)
    let isComment = next == ASCII.slash || next == ASCII.star
    let isBlankBefore = ASCII.isBlank(peek(offset - 1)) && peek(offset - 2) != ASCII.backslash
    return !isComment && !isBlankBefore
  }

  /// Reads `#/…/#`, on one line or, when a newline follows the opening, on several.
  mutating func extendedRegex(pounds: Int) throws(Doubt) {
    endSpan(.code)
    let start = at
    at += pounds + 1
    var ahead = 0
    while ASCII.isBlank(peek(ahead)) { ahead += 1 }
    let isMultiline = ASCII.isNewline(peek(ahead))
    while at < bytes.count {
      let byte = bytes[at]
      if byte == ASCII.slash, (0..<pounds).allSatisfy({ peek(1 + $0) == ASCII.pound }) {
        at += 1 + pounds
        endSpan(.regex)
        afterOperand = true
        return
      }
      if ASCII.isNewline(byte), !isMultiline { break }
      at += byte == ASCII.backslash && !ASCII.isNewline(peek(1)) ? 2 : 1
    }
    throw Doubt(what: "a #/ regular expression is not closed", offset: start)
  }
}
