/// What a `//: @word` line asks of the page.
public enum Directive: String, Sendable, CaseIterable {
  /// The cells that follow are folded until the reader opens them.
  case fold
  /// The cells that follow are left out, with what they show.
  case hide
  /// Of the cells that follow only what they show appears.
  case outputOnly = "output-only"
  /// Cells appear whole again.
  case end
}
