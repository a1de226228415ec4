/// A Swift file read as a document: prose in `//:` lines, cells of code between them.
///
/// A position in it can be named by an anchor, the ordinal of its code byte: how many bytes that are
/// neither blank nor comment stand before it. Edits of prose keep every anchor.
public struct LiterateSource: Sendable {
  /// The file's bytes.
  public let bytes: [UInt8]
  /// The file's name, for messages.
  public let file: String
  /// Prose and cells in the order of the text.
  public let blocks: [SourceBlock]

  let spans: [SourceSpan]
  let lines: LineTable
  /// The number of code bytes before each byte, and in all at the end.
  let ordinals: [Int32]

  /// Reads a text; throws `SwiftSourceError` on an unclosed literal or a directive that is not known.
  public init(_ text: String, file: String) throws(SwiftSourceError) {
    try self.init(bytes: Array(text.utf8), file: file)
  }

  /// Reads a text given as UTF-8; throws `SwiftSourceError` as the other initializer does.
  public init(bytes: [UInt8], file: String) throws(SwiftSourceError) {
    let lines = LineTable(bytes)
    do {
      spans = try Lexer.spans(of: bytes)
    } catch {
      throw .unclear(what: error.what, file: file, line: lines.line(at: error.offset))
    }
    self.bytes = bytes
    self.file = file
    self.lines = lines
    ordinals = Self.countCode(bytes, spans)
    var builder = BlockBuilder(bytes: bytes, file: file, lines: lines, ordinals: ordinals)
    blocks = try builder.build(spans)
  }

  /// The anchor of a position as `#line` and `#column` give it; past a line's end it is the line's end.
  public func anchor(line: Int, column: Int) -> Int {
    guard line >= 1 else { return 0 }
    guard line <= lines.count else { return Int(ordinals.last ?? 0) }
    let range = lines.range(of: line)
    return Int(ordinals[min(range.lowerBound + max(0, column - 1), range.upperBound)])
  }

  /// The index among `blocks` of the cell that holds an anchor, or of the last cell before it.
  public func cellIndex(anchor: Int) -> Int? {
    var found: Int?
    for (index, block) in blocks.enumerated() {
      guard case .cell(let cell) = block else { continue }
      if found == nil || cell.ordinals.lowerBound <= anchor { found = index }
    }
    return found
  }

  /// The source text of a range of bytes.
  public func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private static func countCode(_ bytes: [UInt8], _ spans: [SourceSpan]) -> [Int32] {
    var counts: [Int32] = []
    counts.reserveCapacity(bytes.count + 1)
    var count: Int32 = 0
    for span in spans {
      for index in span.range {
        counts.append(count)
        if span.kind != .comment, !ASCII.isSpace(bytes[index]) { count += 1 }
      }
    }
    counts.append(count)
    return counts
  }
}
