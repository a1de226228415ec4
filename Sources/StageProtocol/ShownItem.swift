/// One result that a stage showed under the cell that made it: a line of `shown.jsonl`.
public struct ShownItem: Codable, Sendable, Equatable {
  /// What a page may do with it.
  public enum Kind: String, Codable, Sendable {
    case table, plot, image, overlay, gallery, scans, value, note
  }

  /// The call's place in the stage's source.
  public struct Place: Codable, Sendable, Equatable {
    /// `module/file.swift`, as `#fileID` gives it.
    public var file: String
    /// The line of the call, from 1.
    public var line: Int
    /// The column of the call's parenthesis, from 1.
    public var column: Int
    /// A place as `#fileID`, `#line` and `#column` give it.
    public init(file: String, line: Int, column: Int) {
      self.file = file
      self.line = line
      self.column = column
    }
  }

  /// The file beside `shown.jsonl` with what a running stage shows for the time being; it is never filed.
  public static let previewFile = "preview.jsonl"

  /// Where `show`, `value` or `note` was called.
  public var place: Place
  /// What it is.
  public var kind: Kind
  /// A name by which prose can refer to it; unique in a page.
  public var label: String
  /// The sentence under it, as Markdown.
  public var caption: String
  /// What a person who cannot see it should know; empty only for notes and values.
  public var alt: String
  /// Media type → the text itself, or for binary types the payload's file name in the shown folder.
  public var content: [String: String]

  /// An item with every part given.
  public init(
    place: Place, kind: Kind, label: String, caption: String, alt: String, content: [String: String]
  ) {
    self.place = place
    self.kind = kind
    self.label = label
    self.caption = caption
    self.alt = alt
    self.content = content
  }
}
