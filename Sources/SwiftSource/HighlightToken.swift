/// A stretch of source text with what it is to a reader.
public struct HighlightToken: Sendable, Equatable {
  /// The classes that a page colors; `plain` is left as it is.
  public enum Kind: String, Sendable {
    case plain, keyword, type, call, number, string, comment, attribute
  }

  /// Its class.
  public var kind: Kind
  /// Where it lies, in bytes of the source.
  public var range: Range<Int>
}

extension LiterateSource {
  /// The tokens of a range of bytes, in order and without gaps.
  public func tokens(in range: Range<Int>) -> [HighlightToken] {
    var tokens: [HighlightToken] = []
    for span in spans where span.range.overlaps(range) {
      let part = span.range.clamped(to: range)
      switch span.kind {
      case .comment: tokens.append(HighlightToken(kind: .comment, range: part))
      case .string, .regex: tokens.append(HighlightToken(kind: .string, range: part))
      case .code: appendCode(part, to: &tokens)
      }
    }
    return tokens
  }

  private func appendCode(_ range: Range<Int>, to tokens: inout [HighlightToken]) {
    var at = range.lowerBound
    var plain = at
    while at < range.upperBound {
      let start = at
      let kind = nextToken(&at, range.upperBound)
      guard kind != .plain else { continue }
      if start > plain { tokens.append(HighlightToken(kind: .plain, range: plain..<start)) }
      tokens.append(HighlightToken(kind: kind, range: start..<at))
      plain = at
    }
    if at > plain { tokens.append(HighlightToken(kind: .plain, range: plain..<at)) }
  }

  private func nextToken(_ at: inout Int, _ end: Int) -> HighlightToken.Kind {
    let first = bytes[at]
    let start = at
    at += 1
    let isMark = first == ASCII.pound || first == UInt8(ascii: "@")
    guard ASCII.isWord(first) || isMark else { return .plain }
    while at < end, ASCII.isWord(bytes[at]) { at += 1 }
    if isMark { return at > start + 1 ? .attribute : .plain }
    if ASCII.isDigit(first) { return number(&at, end) }
    let isMember = start > 0 && bytes[start - 1] == ASCII.period
    if !isMember, Keywords.isColored(text(start..<at)) { return .keyword }
    if ASCII.isUppercase(first) { return .type }
    return at < end && bytes[at] == ASCII.open ? .call : .plain
  }

  private func number(_ at: inout Int, _ end: Int) -> HighlightToken.Kind {
    while at < end {
      let isFraction = bytes[at] == ASCII.period && at + 1 < end && ASCII.isDigit(bytes[at + 1])
      let isSign = bytes[at] == UInt8(ascii: "-") && bytes[at - 1] == UInt8(ascii: "e")
      guard ASCII.isWord(bytes[at]) || isFraction || isSign else { break }
      at += 1
    }
    return .number
  }
}
