extension Lexer {
  /// At a slash: a comment, a regular expression or an operator.
  mutating func slash() throws(Doubt) {
    switch peek(1) {
    case ASCII.slash: lineComment()
    case ASCII.star: try blockComment()
    default: try bareRegexOrOperator()
    }
  }

  private mutating func lineComment() {
    endSpan(.code)
    while at < bytes.count, !ASCII.isNewline(bytes[at]) { at += 1 }
    endSpan(.comment)
  }

  private mutating func blockComment() throws(Doubt) {
    endSpan(.code)
    let start = at
    var nesting = 0
    repeat {
      guard at < bytes.count else { throw Doubt(what: "a /* comment is not closed", offset: start) }
      if peek() == ASCII.slash, peek(1) == ASCII.star {
        nesting += 1
        at += 2
      } else if peek() == ASCII.star, peek(1) == ASCII.slash {
        nesting -= 1
        at += 2
      } else {
        at += 1
      }
    } while nesting > 0
    endSpan(.comment)
  }
}
