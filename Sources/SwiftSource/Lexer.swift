/// Splits Swift text into code, comments, string literals and regular expressions.
///
/// It needs no grammar: only what decides where a literal or a comment begins and ends. What it cannot
/// decide is an error, never a guess, because a wrong guess would call changed code unchanged.
struct Lexer {
  /// The delimiter of a string literal.
  struct Delimiter {
    var pounds: Int
    var isMultiline: Bool
  }

  /// A string literal whose interpolation is being read, and the parentheses open outside of it.
  struct Interpolation {
    var delimiter: Delimiter
    var outerDepth: Int
  }

  /// What the lexer could not decide, and at which byte.
  struct Doubt: Error {
    var what: String
    var offset: Int
  }

  let bytes: [UInt8]
  var at = 0
  var spans: [SourceSpan] = []
  var interpolations: [Interpolation] = []
  var depth = 0
  /// Whether the last token ends an operand, so that a slash divides.
  var afterOperand = false
  private var spanStart = 0

  /// The spans of a text; throws `Doubt`.
  static func spans(of bytes: [UInt8]) throws(Doubt) -> [SourceSpan] {
    var lexer = Lexer(bytes: bytes)
    try lexer.run()
    return lexer.spans
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
    spans.reserveCapacity(bytes.count / 64)
  }

  /// The byte at an offset from here; zero beyond the ends.
  func peek(_ offset: Int = 0) -> UInt8 {
    let index = at + offset
    return index >= 0 && index < bytes.count ? bytes[index] : 0
  }

  /// Ends the span that began where the last one ended.
  mutating func endSpan(_ kind: SourceSpan.Kind) {
    if at > spanStart { spans.append(SourceSpan(kind: kind, range: spanStart..<at)) }
    spanStart = at
  }

  private mutating func run() throws(Doubt) {
    skipShebang()
    while at < bytes.count { try step() }
    if !interpolations.isEmpty { throw Doubt(what: "an interpolation is not closed", offset: at) }
    endSpan(.code)
  }

  private mutating func skipShebang() {
    guard peek() == ASCII.pound, peek(1) == UInt8(ascii: "!") else { return }
    while at < bytes.count, !ASCII.isNewline(bytes[at]) { at += 1 }
  }

  private mutating func step() throws(Doubt) {
    let byte = bytes[at]
    switch byte {
    case ASCII.slash: try slash()
    case ASCII.quote: try string(pounds: 0)
    case ASCII.pound: try pounds()
    case ASCII.backtick: try rawIdentifier()
    case ASCII.open, ASCII.close: try parenthesis(byte)
    case UInt8(ascii: "]"), UInt8(ascii: "}"): advance(afterOperand: true)
    case 0: throw Doubt(what: "a zero byte", offset: at)
    case _ where ASCII.isWord(byte): word()
    case _ where ASCII.isOperator(byte): try operatorRun()
    case _ where ASCII.isSpace(byte): at += 1
    default: advance(afterOperand: false)
    }
  }

  private mutating func advance(afterOperand: Bool) {
    at += 1
    self.afterOperand = afterOperand
  }

  private mutating func parenthesis(_ byte: UInt8) throws(Doubt) {
    if byte == ASCII.open {
      depth += 1
      advance(afterOperand: false)
    } else if depth == 0, let interpolation = interpolations.popLast() {
      endSpan(.code)
      at += 1
      depth = interpolation.outerDepth
      try stringBody(interpolation.delimiter)
    } else {
      depth -= 1
      advance(afterOperand: true)
    }
  }

  private mutating func word() {
    let isMember = peek(-1) == ASCII.period
    let start = at
    while at < bytes.count, ASCII.isWord(bytes[at]) { at += 1 }
    afterOperand = isMember || !Keywords.precedesOperand(bytes[start..<at])
  }

  private mutating func rawIdentifier() throws(Doubt) {
    let start = at
    at += 1
    while at < bytes.count, bytes[at] != ASCII.backtick, !ASCII.isNewline(bytes[at]) { at += 1 }
    guard peek() == ASCII.backtick else { throw Doubt(what: "a backtick is not closed", offset: start) }
    advance(afterOperand: true)
  }

  /// Reads operator characters up to a comment or a slash, which are looked at on their own.
  private mutating func operatorRun() throws(Doubt) {
    if peek() == UInt8(ascii: "<"), peek(1) == ASCII.pound {
      throw Doubt(what: "an editor placeholder", offset: at)
    }
    let isLeftBound = !ASCII.opensOrSeparates(peek(-1))
    while at < bytes.count, ASCII.isOperator(bytes[at]), bytes[at] != ASCII.slash { at += 1 }
    guard peek() != ASCII.slash else { return afterOperand = false }
    let isAfterTry = bytes[max(0, at - 4)..<at].starts(with: Array("try".utf8))
    afterOperand = isLeftBound && !isAfterTry && ASCII.closesOrSeparates(peek())
  }

  private mutating func pounds() throws(Doubt) {
    var count = 0
    while peek(count) == ASCII.pound { count += 1 }
    switch peek(count) {
    case ASCII.quote:
      try string(pounds: count)
    case ASCII.slash:
      try extendedRegex(pounds: count)
    default:
      at += count
      afterOperand = false
    }
  }
}
