/// A stretch of Swift text of one kind; the spans of a text follow each other without gaps.
struct SourceSpan: Sendable, Equatable {
  /// What the stretch is to the compiler.
  enum Kind: Sendable {
    /// Code, blanks and newlines between tokens included.
    case code
    /// A `//` comment without its newline, or a whole `/* */` comment.
    case comment
    /// A string literal with its delimiters; an interpolation's inside is code of its own.
    case string
    /// A regular expression literal with its delimiters.
    case regex
  }

  /// What it is.
  var kind: Kind
  /// Where it lies, in bytes.
  var range: Range<Int>
}
