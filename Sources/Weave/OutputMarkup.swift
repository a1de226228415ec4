import Markdown
import StageProtocol

/// Writes what code has shown.
struct OutputMarkup {
  let provenance: [PageProvenance]
  var images: PageImages
  /// Where the scans of the cell at hand stand on the page, by their names.
  private var scans: [String: String] = [:]

  init(provenance: [PageProvenance], images: PageImages) {
    self.provenance = provenance
    self.images = images
  }

  /// Tells where the scans of a cell stand, for the drawings that lead to them.
  private mutating func enter(cell: String?, of page: Page) {
    scans = [:]
    for case .outputs(let groups) in page.blocks {
      for item in groups.filter({ $0.cell == cell }).flatMap(\.items) {
        guard case .scans(let found) = item.body else { continue }
        for (index, scan) in found.set.scans.enumerated() where scans[scan.name] == nil {
          scans[scan.name] = ScanMarkup.id(item, index)
        }
      }
    }
  }

  /// The outputs of one piece of code: values of all cells side by side, the rest cell by cell.
  mutating func html(_ groups: [PageOutputs], of page: Page, _ outline: inout HeadingOutline) -> String {
    var parts: [String] = []
    let isMatrix = groups.contains { $0.cell != nil }
    if isMatrix { parts.append(valueTable(groups)) }
    var isFirst = true
    for group in groups {
      let items = group.items.filter { item in !(isMatrix && item.isValue) }
      guard !items.isEmpty else { continue }
      enter(cell: group.cell, of: page)
      let content = self.items(items, &outline) + by(group)
      guard let cell = group.cell else {
        parts.append("<div class=\"group\(group.state.isCurrent ? "" : " dimmed")\">\(content)</div>")
        continue
      }
      parts.append(
        "<details class=\"cell\(group.state.isCurrent ? "" : " dimmed")\"\(isFirst ? " open" : "")>"
          + "<summary>\(escaped(group.state.marked(cell)))</summary>\(content)</details>")
      isFirst = false
    }
    return "<div class=\"outputs\">\n\(parts.filter { !$0.isEmpty }.joined(separator: "\n"))\n</div>"
  }

  /// Which sources and inputs made the results above, and how to make them again.
  private func by(_ group: PageOutputs) -> String {
    guard let found = provenance.first(where: { $0.cell == group.cell }) else {
      return group.cell == nil ? byAll() : ""
    }
    let inputs = found.inputs.map { input in
      "<li>\(escaped(input.role)) <code>\(escaped(input.path ?? "(outside of the workspace)"))</code> "
        + "<code>\(escaped(String(input.sha256.prefix(12))))</code></li>"
    }
    let words = group.state == .stale ? "▲ out of date, computed" : "computed"
    return "<details class=\"by\"><summary>\(words) at "
      + "<span class=\"sources\">\(escaped(found.sources))</span></summary>"
      + "<p>Again: <code class=\"command\">\(escaped(found.command))</code></p>"
      + (inputs.isEmpty ? "" : "<p>From:</p><ul>\(inputs.joined())</ul>")
      + "<p><a href=\"#\(ProvenanceMarkup.id(found))\">parameters, outputs, full digests</a></p></details>"
  }

  /// The same for rows that several cells made.
  private func byAll() -> String {
    let cells = provenance.map { "<li><a href=\"#\(ProvenanceMarkup.id($0))\">\(escaped($0.name))</a></li>" }
    guard !cells.isEmpty else { return "" }
    return "<details class=\"by\"><summary>computed at <span class=\"sources\">"
      + "\(escaped(PageProvenance.sources(of: provenance)))</span></summary>"
      + "<p>Each row by its own cell; inputs, parameters, full digests:</p><ul>\(cells.joined())</ul></details>"
  }

  // MARK: Values

  private func valueTable(_ all: [PageOutputs]) -> String {
    // What the cells showed together is of no cell.
    let groups = all.filter { $0.cell != nil }
    var keys: [String] = []
    var known: Set<String> = []
    for item in groups.flatMap(\.items) where item.isValue && known.insert(item.label).inserted {
      keys.append(item.label)
    }
    let values = groups.map(\.values)
    // What all cells agree on is said once.
    let shared = Set(keys.filter { key in groups.count > 1 && Set(values.map { $0[key] }).count == 1 })
    let items = groups.flatMap(\.items).filter(\.isValue)
    // A reference leads to the first cell's value.
    let ids = Dictionary(items.map { ($0.label, escaped($0.id)) }) { first, _ in first }
    let list = keys.filter(shared.contains).map { key in
      "<div id=\"\(ids[key] ?? "")\"><dt>\(escaped(key))</dt><dd>\(escaped(values[0][key]?.text() ?? "–"))</dd></div>"
    }
    let common = shared.isEmpty ? "" : "<dl class=\"values\">\(list.joined())</dl>"
    keys.removeAll(where: shared.contains)
    guard !keys.isEmpty else { return common.isEmpty ? "" : common + byAll() }
    let rows = zip(groups, values).map { group, values -> [JSONValue] in
      let found = keys.map { values[$0] ?? .null }
      return [.string(group.state.marked(group.cell ?? ""))] + found
    }
    let table = ShownTable(columns: [.init("cell")] + keys.map { .init($0) }, rows: rows)
    let targets = keys.map { "<span id=\"\(ids[$0] ?? "")\"></span>" }.joined()
    let figure = "<figure class=\"table\">\(self.table(table, caption: "Recorded values"))</figure>"
    return common + targets + figure + byAll()
  }

  private func values(_ items: [PageItem]) -> String {
    let rows = items.compactMap { item -> String? in
      guard case .value(let value) = item.body else { return nil }
      return "<div id=\"\(escaped(item.id))\"><dt>\(escaped(item.label))</dt>"
        + "<dd>\(escaped(value.text()))</dd></div>"
    }
    return "<dl class=\"values\">\(rows.joined())</dl>"
  }

  // MARK: Items

  /// Neighbouring values become a list, pictures of one call in a loop a grid.
  private mutating func items(_ items: [PageItem], _ outline: inout HeadingOutline) -> String {
    var parts: [String] = []
    var rest = items[...]
    while let first = rest.first {
      let run = rest.prefix { $0.isValue == first.isValue && ($0.isValue || $0.anchor == first.anchor) }
      rest = rest.dropFirst(run.count)
      if first.isValue {
        parts.append(values(Array(run)))
      } else {
        let figures = run.map { item($0, &outline) }.joined(separator: "\n")
        let isGrid = run.count > 1 && run.allSatisfy(\.isPicture)
        parts.append(isGrid ? "<div class=\"grid\">\n\(figures)\n</div>" : figures)
      }
    }
    return parts.joined(separator: "\n")
  }

  private mutating func item(_ item: PageItem, _ outline: inout HeadingOutline) -> String {
    if case .markdown(let text) = item.body {
      return
        "<div class=\"remark\" id=\"\(escaped(item.id))\">\(MarkdownDocument(text, outline: &outline).html)</div>"
    }
    let caption = item.caption.isEmpty ? "" : MarkdownDocument(item.caption, outline: &outline).html
    let content: String
    switch item.body {
    case .table(let table):
      return figure(item, "table", self.table(table, caption: caption), caption: "")
    case .drawing(let svg) where images.place == .nowhere && svg.contains("data:image"):
      content = images.withheld(item.alt)
    case .drawing(let svg):
      // What leads to scans is a group of links; any other drawing is one picture.
      let role = svg.contains("<a ") ? "group" : "img"
      content =
        "<div class=\"paper\" role=\"\(role)\" aria-label=\"\(escaped(item.alt))\">"
        + "\(Drawing.linked(Drawing.isolated(svg, prefix: item.id), scans))</div>"
    case .image(let png): content = images.image(png, alt: item.alt)
    case .gallery(let pictures): content = gallery(pictures)
    case .scans(let scans):
      return figure(
        item, "scans", ScanMarkup(item, scans).html(scans.pngs, &images), caption: caption)
    case .value, .markdown: content = ""
    }
    return figure(item, "picture", content, caption: caption)
  }

  private func figure(_ item: PageItem, _ kind: String, _ content: String, caption: String) -> String {
    let words = caption.isEmpty ? "" : "<figcaption>\(caption)</figcaption>"
    return "<figure class=\"\(kind)\" id=\"\(escaped(item.id))\">\(content)\(words)</figure>"
  }

  private mutating func gallery(_ pictures: [PageItem.Picture]) -> String {
    let figures = pictures.map { picture in
      "<figure>\(images.image(picture.png, alt: picture.alt))<figcaption>\(escaped(picture.caption))</figcaption></figure>"
    }
    return "<div class=\"gallery\">\n\(figures.joined(separator: "\n"))\n</div>"
  }

  /// Texts of more characters than this may be broken into lines inside a table.
  private static let longText = 40

  /// A table whose caption is HTML already.
  private func table(_ table: ShownTable, caption: String) -> String {
    let numeric = table.columns.indices.map(table.isNumeric)
    let heads = table.columns.enumerated().map { index, column in
      "<th scope=\"col\"\(numeric[index] ? " class=\"number\"" : "")>\(escaped(column.title))</th>"
    }
    let rows = table.texts.map { row in
      let cells = row.enumerated().map { index, text in
        if index == 0, !numeric[0] { return "<th scope=\"row\">\(escaped(text))</th>" }
        let kind = numeric[index] ? " class=\"number\"" : text.count > Self.longText ? " class=\"long\"" : ""
        return "<td\(kind)>\(escaped(text))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>"
      + "\(caption.isEmpty ? "" : "<caption>\(caption)</caption>")"
      + "<thead><tr>\(heads.joined())</tr></thead>\n<tbody>\(rows.joined(separator: "\n"))</tbody></table></div>"
  }
}

extension PageOutputs {
  /// The recorded values by key.
  fileprivate var values: [String: JSONValue] {
    items.reduce(into: [:]) { values, item in
      if case .value(let value) = item.body { values[item.label] = value }
    }
  }
}

extension PageState {
  /// A cell's name with the sign of its state, unless its results are those of now.
  func marked(_ cell: String) -> String { isCurrent ? cell : "\(sign) \(cell) (\(rawValue))" }
}

extension PageItem {
  fileprivate var isValue: Bool {
    if case .value = body { true } else { false }
  }

  fileprivate var isPicture: Bool {
    switch body {
    case .drawing, .image: true
    default: false
    }
  }
}
