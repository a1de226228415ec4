private import Foundation
import Markdown
import StageProtocol

/// Writes what code has shown.
struct OutputMarkup {
  let provenance: [PageProvenance]

  /// The outputs of one piece of code: values of all cells side by side, the rest cell by cell.
  func html(_ groups: [PageOutputs], _ outline: inout HeadingOutline) -> String {
    var parts: [String] = []
    let isMatrix = groups.contains { $0.cell != nil }
    if isMatrix { parts.append(valueTable(groups)) }
    var isFirst = true
    for group in groups {
      let items = group.items.filter { item in !(isMatrix && item.isValue) }
      guard !items.isEmpty else { continue }
      let content = self.items(items, &outline) + by(group)
      guard let cell = group.cell else {
        parts.append("<div class=\"group\(group.isStale ? " dimmed" : "")\">\(content)</div>")
        continue
      }
      parts.append(
        "<details class=\"cell\(group.isStale ? " dimmed" : "")\"\(isFirst ? " open" : "")>"
          + "<summary>\(escaped(cell))</summary>\(content)</details>")
      isFirst = false
    }
    return "<div class=\"outputs\">\n\(parts.filter { !$0.isEmpty }.joined(separator: "\n"))\n</div>"
  }

  private func by(_ group: PageOutputs) -> String {
    guard let found = provenance.first(where: { $0.cell == group.cell }) else { return "" }
    return "<p class=\"by\">\(group.isStale ? "out of date, computed" : "computed") at "
      + "<a href=\"#\(ProvenanceMarkup.id(found))\">\(escaped(found.sources))</a></p>"
  }

  // MARK: Values

  private func valueTable(_ groups: [PageOutputs]) -> String {
    var keys: [String] = []
    for item in groups.flatMap(\.items) where item.isValue && !keys.contains(item.label) {
      keys.append(item.label)
    }
    guard !keys.isEmpty else { return "" }
    let rows = groups.map { group -> [JSONValue] in
      let found = keys.map { key -> JSONValue in
        guard case .value(let value)? = group.items.first(where: { $0.isValue && $0.label == key })?.body
        else {
          return .null
        }
        return value
      }
      return [.string(group.cell ?? "")] + found
    }
    let table = ShownTable(columns: [.init("cell")] + keys.map { .init($0) }, rows: rows)
    return "<figure class=\"table\">\(self.table(table, caption: "Recorded values"))</figure>"
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
  private func items(_ items: [PageItem], _ outline: inout HeadingOutline) -> String {
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

  private func item(_ item: PageItem, _ outline: inout HeadingOutline) -> String {
    if case .markdown(let text) = item.body {
      return
        "<div class=\"remark\" id=\"\(escaped(item.id))\">\(MarkdownDocument(text, outline: &outline).html)</div>"
    }
    let caption = item.caption.isEmpty ? "" : MarkdownDocument(item.caption, outline: &outline).html
    let content: String
    switch item.body {
    case .table(let table):
      return figure(item, "table", self.table(table, caption: caption), caption: "")
    case .drawing(let svg):
      content =
        "<div class=\"paper\" role=\"img\" aria-label=\"\(escaped(item.alt))\">"
        + "\(Drawing.isolated(svg, prefix: item.id))</div>"
    case .image(let png): content = image(png, alt: item.alt)
    case .gallery(let pictures): content = gallery(pictures)
    case .value, .markdown: content = ""
    }
    return figure(item, "picture", content, caption: caption)
  }

  private func figure(_ item: PageItem, _ kind: String, _ content: String, caption: String) -> String {
    let words = caption.isEmpty ? "" : "<figcaption>\(caption)</figcaption>"
    return "<figure class=\"\(kind)\" id=\"\(escaped(item.id))\">\(content)\(words)</figure>"
  }

  private func gallery(_ pictures: [PageItem.Picture]) -> String {
    let figures = pictures.map { picture in
      "<figure>\(image(picture.png, alt: picture.alt))<figcaption>\(escaped(picture.caption))</figcaption></figure>"
    }
    return "<div class=\"gallery\">\n\(figures.joined(separator: "\n"))\n</div>"
  }

  private func image(_ png: [UInt8], alt: String) -> String {
    // The header's width and height follow the signature, big-endian, at bytes 16 and 20.
    let size = [16, 20].map { at in
      png.count >= at + 4 ? png[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } : 0
    }
    return "<img alt=\"\(escaped(alt))\" width=\"\(size[0])\" height=\"\(size[1])\" "
      + "src=\"data:image/png;base64,\(Data(png).base64EncodedString())\">"
  }

  /// A table whose caption is HTML already.
  private func table(_ table: ShownTable, caption: String) -> String {
    let numeric = table.columns.indices.map(table.isNumeric)
    let heads = table.columns.enumerated().map { index, column in
      "<th scope=\"col\"\(numeric[index] ? " class=\"number\"" : "")>\(escaped(column.title))</th>"
    }
    let rows = table.texts.map { row in
      let cells = row.enumerated().map { index, text in
        if index == 0, !numeric[0] { return "<th scope=\"row\">\(escaped(text))</th>" }
        return "<td\(numeric[index] ? " class=\"number\"" : "")>\(escaped(text))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>"
      + "\(caption.isEmpty ? "" : "<caption>\(caption)</caption>")"
      + "<thead><tr>\(heads.joined())</tr></thead>\n<tbody>\(rows.joined(separator: "\n"))</tbody></table></div>"
  }
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
