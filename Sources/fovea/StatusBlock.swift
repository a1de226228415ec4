/// Lines at the bottom of a terminal that are drawn again and again.
///
/// Everything is text: what is to be written to go from one picture to the next. Lines are cut at the terminal's
/// width; when it became narrower since, terminals wrap what they show, and as many rows are taken back.
struct StatusBlock {
  private var widths: [Int] = []

  /// What removes the lines that stand there; the cursor is then where they began.
  mutating func erasing(columns: Int) -> String {
    guard !widths.isEmpty else { return "" }
    let rows = widths.reduce(0) { $0 + max(1, ($1 + columns - 1) / max(1, columns)) }
    widths = []
    return "\r" + String(repeating: "\u{1b}[2K\u{1b}[1A", count: rows - 1) + "\u{1b}[2K"
  }

  /// What replaces the lines that stand there by others, each with its width in columns.
  mutating func drawing(_ lines: [StyledLine], columns: Int) -> String {
    let erasing = erasing(columns: columns)
    widths = lines.map { min($0.width, columns - 1) }
    return erasing + lines.map { $0.text(within: columns - 1) }.joined(separator: "\n")
  }
}

/// A line of pieces that know their tone, so that it can be cut without cutting an escape sequence.
struct StyledLine {
  private var pieces: [(tone: Ink.Tone?, text: String)] = []
  private let ink: Ink

  init(_ ink: Ink) { self.ink = ink }

  /// The width in columns, taking every character for one column.
  var width: Int { pieces.reduce(0) { $0 + $1.text.count } }

  mutating func add(_ text: String, _ tone: Ink.Tone? = nil) { pieces.append((tone, text)) }

  /// The line, cut after so many columns.
  func text(within columns: Int) -> String {
    var left = columns
    var text = ""
    for piece in pieces where left > 0 {
      let part = String(piece.text.prefix(left))
      left -= part.count
      text += piece.tone.map { ink($0, part) } ?? part
    }
    return text
  }
}
