extension Lexer {
  /// Reads a string literal from its first pound or quote up to its end or its first interpolation.
  mutating func string(pounds: Int) throws(Doubt) {
    endSpan(.code)
    let isMultiline = opensMultiline(pounds: pounds)
    at += pounds + (isMultiline ? 3 : 1)
    try stringBody(Delimiter(pounds: pounds, isMultiline: isMultiline))
  }

  /// Whether three quotes open here; `#"""#` is a one-line raw string that holds one quote.
  private func opensMultiline(pounds: Int) -> Bool {
    let first = pounds
    guard peek(first + 1) == ASCII.quote, peek(first + 2) == ASCII.quote else { return false }
    guard pounds > 0 else { return true }
    var offset = first + 2
    while at + offset < bytes.count, !ASCII.isNewline(peek(offset)) {
      if peek(offset) == ASCII.quote, hasPounds(pounds, at: offset + 1) { return false }
      offset += 1
    }
    return true
  }

  private func hasPounds(_ count: Int, at offset: Int) -> Bool {
    (0..<count).allSatisfy { peek(offset + $0) == ASCII.pound }
  }

  /// Reads on inside a string literal, up to its closing delimiter or the next interpolation.
  mutating func stringBody(_ delimiter: Delimiter) throws(Doubt) {
    let start = at
    while at < bytes.count {
      let byte = bytes[at]
      if byte == ASCII.backslash, hasPounds(delimiter.pounds, at: 1) {
        at += 1 + delimiter.pounds
        if peek() == ASCII.open { return interpolate(delimiter) }
        // An escaped newline in a one-line literal is not Swift: the next turn reports it.
        if !ASCII.isNewline(peek()) { at += 1 }
      } else if byte == ASCII.quote, closes(delimiter) {
        at += (delimiter.isMultiline ? 3 : 1) + delimiter.pounds
        endSpan(.string)
        afterOperand = true
        return
      } else if ASCII.isNewline(byte), !delimiter.isMultiline {
        break
      } else {
        at += 1
      }
    }
    throw Doubt(what: "a string literal is not closed", offset: start)
  }

  private func closes(_ delimiter: Delimiter) -> Bool {
    let quotes = delimiter.isMultiline ? 3 : 1
    return (0..<quotes).allSatisfy { peek($0) == ASCII.quote } && hasPounds(delimiter.pounds, at: quotes)
  }

  private mutating func interpolate(_ delimiter: Delimiter) {
    at += 1
    endSpan(.string)
    interpolations.append(Interpolation(delimiter: delimiter, outerDepth: depth))
    depth = 0
    afterOperand = false
  }
}
