/// A part of a literate source: prose, or a cell of code.
public enum SourceBlock: Sendable, Equatable {
  /// Markdown from neighbouring `//:` lines between cells.
  case prose(Prose)
  /// Code between two pieces of prose.
  case cell(Cell)

  /// Markdown with its place.
  public struct Prose: Sendable, Equatable {
    /// The text without its `//:` marks.
    public var markdown: String
    /// The line of its first word, from 1; the text's lines follow one by one.
    public var line: Int
  }

  /// Code that stands together, notes inside it included.
  public struct Cell: Sendable, Equatable {
    /// Code and notes in the order of the text.
    public var pieces: [Piece]
    /// The line of its first code, from 1.
    public var line: Int
    /// The ordinals of its code bytes: a result whose anchor lies inside belongs to this cell.
    public var ordinals: Range<Int>
    /// What the last directive before it asks for.
    public var display: Display
  }

  /// A run of code lines or a note between them.
  public enum Piece: Sendable, Equatable {
    /// Bytes of the source: whole lines without the last newline.
    case code(Range<Int>)
    /// A `//:` note inside braces.
    case note(Prose)
  }

  /// How a page treats a cell.
  public enum Display: Sendable, Equatable {
    /// Code and results.
    case whole
    /// Results, with the code folded.
    case folded
    /// Results only.
    case outputOnly
    /// Nothing.
    case hidden
  }
}
