private import CCMark

/// A piece of GitHub-flavored Markdown as HTML that is safe to put into a page.
///
/// Tables, strikethrough, autolinks, task lists and footnotes are known. Raw HTML is shown as text,
/// links with scripts lose their target, and images become links, so that a page asks for nothing.
public struct MarkdownDocument: Sendable, Equatable {
  /// The HTML of the blocks, with an `id` on every heading.
  public let html: String
  /// The headings in the order of the text.
  public let headings: [MarkdownHeading]

  /// Converts a text that is a page of its own.
  public init(_ text: String) {
    var outline = HeadingOutline()
    self.init(text, outline: &outline)
  }

  /// Converts a text that is part of a page, whose headings and footnotes so far the outline knows.
  public init(_ text: String, outline: inout HeadingOutline) {
    let tree = SyntaxTree(text)
    tree.tame()
    var headings: [MarkdownHeading] = []
    for node in tree.headings {
      let heading = outline.place(level: node.level, text: node.text)
      node.setLevel(heading.level)
      headings.append(heading)
    }
    self.headings = headings
    html = Self.anchor(tree.html(), headings, notePrefix: outline.nextNotePrefix())
  }

  /// The words of a Markdown text without its marks, in one line.
  public static func plainText(_ text: String) -> String {
    SyntaxTree(text).plainText
  }

  /// Gives headings and footnotes their ids; markup in the HTML is only what cmark wrote itself.
  private static func anchor(_ html: String, _ headings: [MarkdownHeading], notePrefix: String) -> String {
    var result = ""
    // Only cmark itself writes these attributes next to each other.
    let html =
      html.replacing(#/<a href="#fn-([^"]*)" id="fnref-/#) {
        "<a href=\"#\(notePrefix)fn-\($0.1)\" id=\"\(notePrefix)fnref-"
      }
      .replacing(#/<a href="#fnref-([^"]*)" class="footnote-backref"/#) {
        "<a href=\"#\(notePrefix)fnref-\($0.1)\" class=\"footnote-backref\""
      }
      .replacing("<li id=\"fn-", with: "<li id=\"\(notePrefix)fn-")
    var rest = html[...]
    for heading in headings {
      guard let opening = rest.firstRange(of: "<h\(heading.level)>") else { break }
      result += rest[..<opening.lowerBound] + "<h\(heading.level) id=\"\(heading.id)\">"
      rest = rest[opening.upperBound...]
    }
    return result + rest
  }
}
