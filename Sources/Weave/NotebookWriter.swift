private import Foundation
import StageProtocol
private import SwiftSource

/// Writes a page as a Jupyter notebook of format 4.5, for readers who have no browser page at hand.
///
/// Figures are PNG where there is one, else SVG; nothing refers to other files. It is a copy for reading:
/// no kernel is named, and execution counts are null.
public struct NotebookWriter: Sendable {
  private struct Notebook: Encodable {
    var cells: [Cell] = []
    var metadata = ["language_info": ["name": "swift", "pygments_lexer": "swift"]]
    let format = 4
    let minor = 5

    private enum CodingKeys: String, CodingKey {
      case cells, metadata
      case format = "nbformat"
      case minor = "nbformat_minor"
    }
  }

  private struct Cell: Encodable {
    var type: String
    var id: String
    var source: [String]
    var outputs: [Output]?

    private enum Key: String, CodingKey {
      case type = "cell_type"
      case count = "execution_count"
      case id, metadata, source, outputs
    }

    /// Only code cells have a count and outputs; the count is null, but must be there.
    func encode(to encoder: any Encoder) throws {
      var box = encoder.container(keyedBy: Key.self)
      try box.encode(type, forKey: .type)
      try box.encode(id, forKey: .id)
      try box.encode([String: String](), forKey: .metadata)
      try box.encode(source, forKey: .source)
      guard let outputs else { return }
      try box.encodeNil(forKey: .count)
      try box.encode(outputs, forKey: .outputs)
    }
  }

  private struct Output: Encodable {
    var data: [String: [String]]
    var metadata: [String: [String: String]] = [:]
    let kind = "display_data"

    private enum CodingKeys: String, CodingKey {
      case data, metadata
      case kind = "output_type"
    }
  }

  private var notebook = Notebook()

  /// The notebook of a page as JSON; the same page gives the same bytes.
  public static func notebook(_ page: Page) -> String {
    var writer = NotebookWriter()
    for block in page.blocks { writer.write(block) }
    writer.append(
      "markdown",
      ["**\(page.state.badge)** \(page.explanation)", Self.made(page)].joined(separator: "\n\n"))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(writer.notebook), as: UTF8.self) + "\n"
    } catch {
      preconditionFailure("a notebook cannot be written as JSON: \(error)")
    }
  }

  private static func made(_ page: Page) -> String {
    page.provenance.map { cell in
      "`\(cell.name)`: \(escapedMarkdown(cell.sources)); again: `\(cell.command)`"
    }.joined(separator: "\n\n")
  }

  private mutating func append(_ type: String, _ text: String) {
    notebook.cells.append(
      Cell(
        type: type, id: "cell-\(notebook.cells.count + 1)", source: Self.lines(text),
        outputs: type == "code" ? [] : nil))
  }

  /// Notebooks keep texts as lines with their ends.
  private static func lines(_ text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return lines.dropLast().map { $0 + "\n" } + (lines.last.map { $0.isEmpty ? [] : [$0] } ?? [])
  }

  private mutating func write(_ block: PageBlock) {
    switch block {
    case .prose(let prose): append("markdown", prose.markdown)
    case .code(let code): append("code", Self.source(code))
    case .outputs(let groups):
      if notebook.cells.last?.type != "code" { append("code", "") }
      for group in groups {
        let outputs = group.items.flatMap { Self.outputs($0, cell: group.cell.map(group.state.marked)) }
        notebook.cells[notebook.cells.count - 1].outputs?.append(contentsOf: outputs)
      }
    }
  }

  private static func source(_ code: PageCode) -> String {
    code.pieces.map { piece in
      switch piece {
      case .code(let tokens): tokens.map(\.text).joined()
      case .note(let prose):
        prose.markdown.split(separator: "\n").map { "//: \($0)" }.joined(separator: "\n")
      }
    }.joined(separator: "\n")
  }

  private static func outputs(_ item: PageItem, cell: String?) -> [Output] {
    let name = [cell, item.label].compactMap(\.self).joined(separator: " ")
    let words = lines("[\(name)] \(item.caption)")
    switch item.body {
    case .table(let table):
      let text = [item.caption, MarkdownWriter.table(table)].joined(separator: "\n\n")
      return [Output(data: [MediaType.markdown: lines(text), MediaType.text: lines(table.plainText)])]
    case .drawing(let svg):
      return [Output(data: [MediaType.svg: lines(Drawing.linked(svg, [:])), MediaType.text: words])]
    case .image(let png): return [image(png, alt: item.alt, words)]
    case .scans(let scans): return [image(scans.sheet, alt: item.alt, words)]
    case .gallery(let pictures): return pictures.map { image($0.png, alt: $0.alt, lines($0.caption)) }
    case .markdown(let text):
      return [Output(data: [MediaType.markdown: lines(text), MediaType.text: lines(text)])]
    case .value(let value): return [Output(data: [MediaType.text: ["\(name) = \(value.text())"]])]
    }
  }

  private static func image(_ png: [UInt8], alt: String, _ words: [String]) -> Output {
    Output(
      data: [MediaType.png: [Data(png).base64EncodedString()], MediaType.text: words],
      metadata: [MediaType.png: ["alt": alt]])
  }
}
