import Markdown

/// Prose whose `{{key}}` placeholders have got their values.
///
/// The values stay apart from the text until the text is converted, so that no value is read as Markdown.
public struct FilledProse: Sendable {
  /// A placeholder's value.
  struct Value: Sendable {
    var key: String
    var text: String
    var line: Int
    /// The output that a `{{ref:label}}` leads to.
    var target: String?
    var isMissing = false
  }

  /// The Markdown with a token of private-use characters for each value.
  var template: String
  var values: [Value]
  /// The line of the first word in the source.
  public var line: Int
  var file: String

  /// The token of the n-th value: no letter or digit, so that headings' ids do not change with it.
  static func token(_ index: Int) -> String {
    let digits = String(index).unicodeScalars.compactMap { Unicode.Scalar(0xE010 + $0.value - 0x30) }
    return "\u{E000}" + String(String.UnicodeScalarView(digits)) + "\u{E001}"
  }

  /// The prose as Markdown, the values' own marks escaped.
  public var markdown: String {
    values.indices.reduce(template) { text, index in
      text.replacing(Self.token(index), with: escapedMarkdown(values[index].text))
    }
  }

  /// The prose as safe HTML, with its headings; throws `WeaveError.misplacedValue`.
  func html(_ outline: inout HeadingOutline) throws(WeaveError) -> (html: String, headings: [MarkdownHeading])
  {
    let document = MarkdownDocument(template, outline: &outline)
    var html = document.html
    var headings = document.headings
    for (index, value) in values.enumerated() {
      let token = Self.token(index)
      guard let place = html.firstRange(of: token), !Self.isInTag(place.lowerBound, html) else {
        throw .misplacedValue(key: value.key, file: file, line: value.line)
      }
      html = html.replacing(token, with: markup(value))
      for heading in headings.indices {
        headings[heading].text = headings[heading].text.replacing(token, with: value.text)
      }
    }
    return (html, headings)
  }

  /// Whether a place lies within a tag: text has no plain `<` and `>` here.
  private static func isInTag(_ place: String.Index, _ html: String) -> Bool {
    html[..<place].last { $0 == "<" || $0 == ">" } == "<"
  }

  private func markup(_ value: Value) -> String {
    if let target = value.target { return "<a href=\"#\(escaped(target))\">\(escaped(value.text))</a>" }
    let kind = value.isMissing ? "value missing" : "value"
    return "<span class=\"\(kind)\" title=\"\(escaped(value.key))\">\(escaped(value.text))</span>"
  }
}
