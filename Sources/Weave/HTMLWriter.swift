import Markdown
private import SwiftSource

/// Writes a page as HTML that needs no script and no network; pictures lie inside of it or in files beside.
struct HTMLWriter {
  private let page: Page
  private var outline: HeadingOutline
  private var outputs: OutputMarkup
  private var contents: [MarkdownHeading] = []
  private var body: [String] = []

  /// The HTML of a page and the files that belong beside it; throws `WeaveError` when a value stands where no text
  /// is.
  static func write(
    _ page: Page, images: PageImages.Place
  ) throws(WeaveError) -> (html: String, files: [WovenPage.File]) {
    var writer = HTMLWriter(page, images)
    for block in page.blocks { try writer.write(block) }
    return (writer.document(), writer.outputs.images.files)
  }

  private init(_ page: Page, _ images: PageImages.Place) {
    self.page = page
    self.outputs = OutputMarkup(provenance: page.provenance, images: PageImages(images))
    let outputs = page.blocks.flatMap { block -> [PageOutputs] in
      if case .outputs(let outputs) = block { outputs } else { [] }
    }
    let ids = outputs.flatMap(\.items).map(\.id)
    let fixed = [
      "main", "contents", "who-made-this", "provenance", "theme-auto", "theme-light", "theme-dark",
    ]
    outline = HeadingOutline(reserved: Set(ids + fixed + page.provenance.map(ProvenanceMarkup.id)))
  }

  private mutating func write(_ block: PageBlock) throws(WeaveError) {
    switch block {
    case .prose(let prose): try write(prose)
    case .code(let code): try write(code)
    case .outputs(let outputs):
      body.append(self.outputs.html(outputs, of: page, &outline))
    }
  }

  private mutating func write(_ prose: FilledProse) throws(WeaveError) {
    let (html, headings) = try prose.html(&outline)
    contents += headings
    body.append(html)
  }

  private mutating func write(_ code: PageCode) throws(WeaveError) {
    body.append("<details class=\"code\"\(code.isFolded ? "" : " open")>")
    body.append("<summary>Code<span class=\"line\">, line \(code.line)</span></summary>")
    for piece in code.pieces {
      switch piece {
      case .note(let prose):
        body.append("<div class=\"note\">\(try prose.html(&outline).html)</div>")
      case .code(let tokens):
        body.append("<pre tabindex=\"0\"><code>\(tokens.map(markup).joined())</code></pre>")
      }
    }
    body.append("</details>")
  }

  private func markup(_ token: PageCode.Token) -> String {
    let text = escaped(token.text)
    return token.kind == .plain ? text : "<span class=\"\(token.kind.rawValue)\">\(text)</span>"
  }

  // MARK: The frame

  private func document() -> String {
    let hasTitle = contents.contains { $0.level == 1 }
    let parts: [String] =
      [
        HTMLFrame.head(
          title: "\(page.title) – \(page.project)", images: outputs.images.place,
          refresh: page.state == .running ? HTMLFrame.liveSeconds : nil),
        "<body>", "<a class=\"skip\" href=\"#main\">Skip to the text</a>", header, "<div class=\"columns\">",
        navigation, "<main id=\"main\" class=\"\(page.state.rawValue)\">", banner,
        hasTitle ? "" : "<h1>\(escaped(page.title))</h1>",
      ] + body + [
        "</main>", "</div>", ProvenanceMarkup.footer(page), store, PageScript.element, "</body>", "</html>",
        "",
      ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
  }

  /// Every picture once, for all who use it.
  private var store: String {
    let definitions = outputs.images.definitions
    guard !definitions.isEmpty else { return "" }
    return "<svg class=\"store\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\n"
      + definitions.joined(separator: "\n") + "\n</defs></svg>"
  }

  private var header: String {
    """
    <header>
    <p class="crumbs"><a href="index.html">\(escaped(page.project))</a> / \(escaped(page.stage))</p>
    <p class="badge \(page.state.rawValue)"><span aria-hidden="true">\(page.state.sign)</span> \
    \(page.state.badge)</p>
    \(HTMLFrame.themeSwitch)
    </header>
    """
  }

  private var banner: String {
    guard page.state != .fresh || !page.isTextKnown else { return "" }
    let reasons = page.reasons.map { "<li>\(escaped($0))</li>" }
    var list = reasons.isEmpty ? "" : "<ul>\(reasons.joined())</ul>"
    if reasons.count > 4 { list = "<details><summary>\(reasons.count) reasons</summary>\(list)</details>" }
    return "<div class=\"banner\" role=\"note\"><p><strong>\(page.state.badge).</strong> "
      + "\(page.explanation)</p>\(list)</div>"
  }

  private var navigation: String {
    let entries = contents.filter { $0.level == 2 || $0.level == 3 }
    guard !entries.isEmpty else { return "" }
    let items = entries.map { heading in
      "<li class=\"level\(heading.level)\"><a href=\"#\(escaped(heading.id))\">\(escaped(heading.text))</a></li>"
    }
    return "<nav id=\"contents\" aria-label=\"Contents\"><ul>\(items.joined())"
      + "<li class=\"level2\"><a href=\"#who-made-this\">Who made this</a></li></ul></nav>"
  }
}
