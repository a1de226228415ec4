import StageProtocol
private import SwiftSource

/// Writes a page as Markdown that a forge shows: tables, folds, and figures as files beside it.
///
/// Forges drop styles, scripts and inline SVG, and load images only from files.
public struct MarkdownWriter: Sendable {
  /// A page as Markdown with the files that it names.
  public struct Output: Sendable, Equatable {
    /// The Markdown.
    public var text: String
    /// File name, relative to the Markdown's folder, and bytes.
    public var files: [WovenPage.File]
  }

  private let page: Page
  private var parts: [String] = []
  private var files: [WovenPage.File] = []

  /// The Markdown of a page; the same page gives the same bytes.
  public static func markdown(_ page: Page) -> Output {
    var writer = MarkdownWriter(page)
    for block in page.blocks { writer.write(block) }
    return Output(text: writer.document(), files: writer.files)
  }

  private init(_ page: Page) { self.page = page }

  private mutating func write(_ block: PageBlock) {
    switch block {
    case .prose(let prose): parts.append(prose.markdown)
    case .code(let code): write(code)
    case .outputs(let groups): for group in groups { write(group) }
    }
  }

  private mutating func write(_ code: PageCode) {
    let pieces = code.pieces.map { piece in
      switch piece {
      case .note(let prose): prose.markdown
      case .code(let tokens): Self.fenced(tokens.map(\.text).joined(), "swift")
      }
    }
    let text = pieces.joined(separator: "\n\n")
    parts.append(code.isFolded ? fold("Code, line \(code.line)", text) : text)
  }

  /// A fence longer than any run of backticks in the text.
  static func fenced(_ text: String, _ language: String) -> String {
    let longest = text.matches(of: #/`+/#).map(\.output.count).max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)\(language)\n\(text)\n\(fence)"
  }

  private func fold(_ title: String, _ text: String) -> String {
    "<details><summary>\(escaped(title))</summary>\n\n\(text)\n\n</details>"
  }

  // MARK: Outputs

  private mutating func write(_ group: PageOutputs) {
    let texts = group.items.map { item in self.text(item) }
    let text = (texts + [by(group)]).filter { !$0.isEmpty }.joined(separator: "\n\n")
    parts.append(group.cell.map { fold(group.state.marked($0), text) } ?? text)
  }

  private func by(_ group: PageOutputs) -> String {
    guard let found = page.provenance.first(where: { $0.cell == group.cell }) else {
      guard group.cell == nil, !page.provenance.isEmpty else { return "" }
      let sources = escaped(PageProvenance.sources(of: page.provenance))
      return "<sub>computed at \(sources), each row by its own cell</sub>"
    }
    let inputs = found.inputs.map { "\($0.role) `\($0.sha256.prefix(12))`" }.joined(separator: ", ")
    let state = group.state == .stale ? "out of date, computed" : "computed"
    return "<sub>\(state) at \(escaped(found.sources)); "
      + "again: `\(found.command)`\(inputs.isEmpty ? "" : "; from \(inputs)")</sub>"
  }

  private mutating func text(_ item: PageItem) -> String {
    switch item.body {
    case .table(let table): return [item.caption, Self.table(table)].joined(separator: "\n\n")
    case .drawing(let svg):
      return figure(item, Array(Drawing.linked(svg, [:]).utf8), "svg", item.alt, item.caption)
    case .image(let png): return figure(item, png, "png", item.alt, item.caption)
    case .markdown(let text): return text
    case .value(let value): return "**\(escapedMarkdown(item.label))** \(escapedMarkdown(value.text()))"
    case .scans(let scans): return figure(item, scans.sheet, "png", item.alt, item.caption)
    case .gallery(let pictures):
      let figures = pictures.enumerated().map { index, picture in
        var one = item
        one.id += "-\(index + 1)"
        return figure(one, picture.png, "png", picture.alt, escapedMarkdown(picture.caption))
      }
      return (figures + [item.caption]).joined(separator: "\n\n")
    }
  }

  private mutating func figure(
    _ item: PageItem, _ bytes: [UInt8], _ suffix: String, _ alt: String, _ caption: String
  ) -> String {
    let path = "\(page.stage)/\(item.id.dropFirst(4)).\(suffix)"
    files.append(WovenPage.File(path: path, bytes: bytes))
    return "![\(escapedMarkdown(alt))](\(path))\n\n\(caption)"
  }

  /// A GitHub table; bars and line ends inside cells would end them.
  static func table(_ table: ShownTable) -> String {
    func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
    let rules = table.columns.indices.map { table.isNumeric($0) ? "--:" : "---" }
    let rows = table.texts.map { row($0.map(escapedMarkdown)) }
    return ([row(table.columns.map { escapedMarkdown($0.title) }), row(rules)] + rows).joined(separator: "\n")
  }

  // MARK: The frame

  private func document() -> String {
    var head = ["**\(page.state.badge)** \(page.explanation)"]
    head += page.reasons.map { "- \(escapedMarkdown($0))" }
    return (parts + ["## Who made this", head.joined(separator: "\n"), provenance]).filter { !$0.isEmpty }
      .joined(separator: "\n\n") + "\n"
  }

  private var provenance: String {
    let cells = page.provenance.map { cell in
      [cell.name, cell.sources, cell.run, cell.key, cell.command].map(escapedMarkdown)
    }
    guard !cells.isEmpty else { return "" }
    let rows = cells.map { "| \($0.joined(separator: " | ")) |" }
    return (["| cell | sources | run | key | again |", "|---|---|---|---|---|"] + rows).joined(
      separator: "\n")
  }
}
