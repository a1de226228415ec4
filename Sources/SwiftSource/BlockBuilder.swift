/// Groups the lines of a literate source into prose and cells.
struct BlockBuilder {
  /// What one prose comment says and where.
  private struct Mark {
    var lines: ClosedRange<Int>
    var text: [String]
    var isNested: Bool
  }

  private let bytes: [UInt8]
  private let file: String
  private let lines: LineTable
  private let ordinals: [Int32]

  private var blocks: [SourceBlock] = []
  private var prose: [String] = []
  private var proseLine = 0
  private var pieces: [SourceBlock.Piece] = []
  private var display = SourceBlock.Display.whole
  private var cellEnd = 0

  init(bytes: [UInt8], file: String, lines: LineTable, ordinals: [Int32]) {
    self.bytes = bytes
    self.file = file
    self.lines = lines
    self.ordinals = ordinals
  }

  /// Prose and cells; throws on an unknown or misplaced directive.
  mutating func build(_ spans: [SourceSpan]) throws(SwiftSourceError) -> [SourceBlock] {
    var next = 1
    for mark in marks(spans) {
      takeCode(next..<mark.lines.lowerBound)
      next = mark.lines.upperBound + 1
      try take(mark)
    }
    takeCode(next..<(lines.count + 1))
    endProse()
    endCell()
    return blocks
  }

  // MARK: Finding prose

  private func marks(_ spans: [SourceSpan]) -> [Mark] {
    var depth = 0
    var found: [Mark] = []
    for span in spans {
      switch span.kind {
      case .code: depth += nesting(span.range)
      case .comment:
        if let mark = mark(span.range, isNested: depth > 0) { found.append(mark) }
      case .string, .regex: break
      }
    }
    return found
  }

  private func nesting(_ range: Range<Int>) -> Int {
    var depth = 0
    for byte in bytes[range] {
      switch byte {
      case ASCII.open, UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case ASCII.close, UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
    }
    return depth
  }

  private func mark(_ range: Range<Int>, isNested: Bool) -> Mark? {
    let comment = bytes[range]
    let isBlock = comment.starts(with: Array("/*:".utf8))
    guard isBlock || comment.starts(with: Array("//:".utf8)) else { return nil }
    let first = lines.line(at: range.lowerBound)
    let last = lines.line(at: range.upperBound - 1)
    let before = bytes[lines.range(of: first).lowerBound..<range.lowerBound]
    // Code beside it on its lines is code, and the comment a part of it.
    let after = bytes[range.upperBound..<max(range.upperBound, lines.range(of: last).upperBound)]
    guard before.allSatisfy(ASCII.isBlank), after.allSatisfy(ASCII.isSpace) else { return nil }
    let inside = comment.dropFirst(3).dropLast(isBlock ? 2 : 0)
    let text = String(decoding: inside, as: UTF8.self)
      .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
      .map { line in String(line.first == " " && !isBlock ? line.dropFirst() : line) }
    return Mark(lines: first...last, text: text, isNested: isNested)
  }

  // MARK: Taking lines

  private mutating func take(_ mark: Mark) throws(SwiftSourceError) {
    let line = mark.lines.lowerBound
    if let name = directiveName(mark.text) {
      guard let directive = Directive(rawValue: name) else {
        throw .unknownDirective(name: name, file: file, line: line)
      }
      if mark.isNested { throw .misplacedDirective(name: name, file: file, line: line) }
      apply(directive)
    } else if mark.isNested {
      takeNote(mark)
    } else {
      takeProse(mark)
    }
  }

  private func directiveName(_ text: [String]) -> String? {
    guard text.count == 1, let first = text.first?.drop(while: { $0 == " " }), first.hasPrefix("@") else {
      return nil
    }
    return String(first.dropFirst().prefix { !$0.isWhitespace })
  }

  private mutating func apply(_ directive: Directive) {
    endProse()
    endCell()
    display =
      switch directive {
      case .fold: .folded
      case .hide: .hidden
      case .outputOnly: .outputOnly
      case .end: .whole
      }
  }

  private mutating func takeNote(_ mark: Mark) {
    let markdown = mark.text.joined(separator: "\n")
    if case .note(var note) = pieces.last {
      note.markdown += "\n" + markdown
      pieces[pieces.count - 1] = .note(note)
    } else {
      pieces.append(.note(.init(markdown: markdown, line: mark.lines.lowerBound)))
    }
  }

  private mutating func takeProse(_ mark: Mark) {
    endCell()
    if prose.isEmpty { proseLine = mark.lines.lowerBound }
    // Blank source lines between two marks stay, so that the lines of the text keep their numbers.
    let expected = proseLine + prose.count
    prose += Array(repeating: "", count: max(0, mark.lines.lowerBound - expected))
    prose += mark.text
  }

  private mutating func takeCode(_ range: Range<Int>) {
    guard let first = range.first(where: { !isBlank($0) }),
      let last = range.last(where: { !isBlank($0) })
    else { return }
    endProse()
    let start = lines.range(of: first).lowerBound
    var end = lines.range(of: last).upperBound
    while end > start, ASCII.isSpace(bytes[end - 1]) { end -= 1 }
    pieces.append(.code(start..<end))
    cellEnd = end
  }

  private func isBlank(_ line: Int) -> Bool {
    bytes[lines.range(of: line)].allSatisfy(ASCII.isSpace)
  }

  // MARK: Ending blocks

  private mutating func endProse() {
    guard !prose.isEmpty else { return }
    blocks.append(.prose(.init(markdown: prose.joined(separator: "\n"), line: proseLine)))
    prose = []
  }

  private mutating func endCell() {
    defer { pieces = [] }
    let starts = pieces.compactMap { piece -> Int? in
      if case .code(let range) = piece { range.lowerBound } else { nil }
    }
    guard let start = starts.first else { return }
    let anchors = Int(ordinals[start])..<Int(ordinals[cellEnd])
    blocks.append(
      .cell(.init(pieces: pieces, line: lines.line(at: start), ordinals: anchors, display: display)))
  }
}
