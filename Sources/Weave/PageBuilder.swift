import Markdown
import StageProtocol
import SwiftSource

/// Brings a source and what its cells showed together into a page.
struct PageBuilder {
  /// What one cell of the matrix showed, each thing with the block it belongs under.
  private struct Placed {
    var cell: WeaveInput.Cell
    var state: PageState
    var items: [(block: Int, item: PageItem)]
    var values: [String: JSONValue]
  }

  private let input: WeaveInput
  private let source: LiterateSource
  private var outline = HeadingOutline()

  init(_ input: WeaveInput) throws(WeaveError) {
    self.input = input
    source = try Self.literate(input.source, input.sourcePath)
  }

  /// The page; throws `WeaveError`.
  mutating func build() throws(WeaveError) -> Page {
    var placed: [Placed] = []
    for cell in input.cells { placed.append(try place(cell)) }
    let values = recordedValues(placed)
    var blocks: [PageBlock] = []
    for (index, block) in source.blocks.enumerated() {
      switch block {
      case .prose(let prose):
        blocks.append(.prose(try values.fill(prose, file: input.sourcePath)))
      case .cell(let cell):
        blocks += try self.blocks(cell, at: index, placed, values)
      }
    }
    return Page(
      project: input.project, stage: input.stage, title: title(prose(blocks)), sourcePath: input.sourcePath,
      state: state, reasons: reasons(placed), blocks: blocks,
      provenance: placed.compactMap(\.cell.provenance), isTextKnown: input.cells.allSatisfy(\.isTextKnown))
  }

  /// The page's title and state, without what its cells showed, nil where the title cites a value.
  func front() -> PageFront? {
    let prose = source.blocks.compactMap { block in
      if case .prose(let prose) = block { prose.markdown } else { nil }
    }
    let title = title(prose)
    guard !title.contains("{{") else { return nil }
    return PageFront(title: title, state: state)
  }

  private static func literate(_ text: String, _ path: String) throws(WeaveError) -> LiterateSource {
    do {
      return try LiterateSource(text, file: path)
    } catch {
      throw .source(error)
    }
  }

  // MARK: Results

  private mutating func place(_ cell: WeaveInput.Cell) throws(WeaveError) -> Placed {
    var placed = Placed(cell: cell, state: state(of: cell), items: [], values: [:])
    guard let folder = cell.shownFolder else { return placed }
    let reader = ShownReader(folder: folder, isPartial: placed.state == .partial || placed.state == .running)
    // A mistake of the text of then is none of this page: without it, places are those of the text of now.
    let then = cell.sourceAtRun.flatMap { try? Self.literate($0, input.sourcePath) }
    let map = AnchorMap(now: source, then: then)
    var last = (block: source.cellIndex(anchor: 0) ?? 0, anchor: 0)
    for item in try reader.items() + (placed.state == .running ? reader.previews() : []) {
      // What a helper file shows belongs to the cell that was last heard of.
      if map.covers(item.place) { last = map.locate(item.place) }
      let body = try reader.body(item)
      if case .value(let value) = body { placed.values[item.label] = value }
      placed.items.append((last.block, pageItem(item, body, last.anchor, cell.name)))
    }
    return placed
  }

  private mutating func pageItem(
    _ item: ShownItem, _ body: PageItem.Body, _ anchor: Int, _ cell: String?
  ) -> PageItem {
    let name = [cell, item.label].compactMap(\.self).joined(separator: " ")
    return PageItem(
      id: "out-" + outline.uniqueID(for: name), label: item.label, caption: item.caption, alt: item.alt,
      anchor: anchor, body: body)
  }

  private var state: PageState { PageState(of: input.cells.map(state(of:))) }

  private func state(of cell: WeaveInput.Cell) -> PageState {
    switch cell.standing {
    case .missing: .missing
    case .partial: .partial
    case .running: .running
    case .stale: .stale
    case .fresh: cell.sourceAtRun.map { $0 == input.source } ?? true ? .fresh : .rewoven
    }
  }

  private func recordedValues(_ placed: [Placed]) -> RecordedValues {
    var targets: [String: String] = [:]
    for cell in placed {
      for (index, block) in source.blocks.enumerated() where block.isShown {
        for item in ordered(cell.items.filter { $0.block == index }.map(\.item))
        where targets[item.label] == nil {
          targets[item.label] = item.id
        }
      }
    }
    return RecordedValues(
      cells: placed.map { .init(name: $0.cell.name, values: $0.values) }, targets: targets,
      isIncomplete: !state.isCurrent)
  }

  /// Every reason once, with the cells that have it unless all have it.
  private func reasons(_ placed: [Placed]) -> [String] {
    var order: [String] = []
    var cells: [String: [String]] = [:]
    for cell in placed {
      let reasons: [String]
      switch cell.cell.standing {
      case .stale(let all): reasons = all
      case .running(let words): reasons = [words]
      case .fresh, .partial, .missing: continue
      }
      for reason in reasons {
        if cells[reason] == nil { order.append(reason) }
        cells[reason, default: []].append(cell.cell.name ?? "")
      }
    }
    let lacking = placed.count { $0.state == .missing }
    let gap =
      lacking > 0 && lacking < placed.count ? ["\(lacking) of \(placed.count) cells have no result"] : []
    return gap
      + order.map { reason in
        let names = cells[reason, default: []]
        return names.count == placed.count ? reason : "\(names.joined(separator: ", ")): \(reason)"
      }
  }

  // MARK: Source

  private func blocks(
    _ cell: SourceBlock.Cell, at index: Int, _ placed: [Placed], _ values: RecordedValues
  ) throws(WeaveError) -> [PageBlock] {
    guard cell.display != .hidden else { return [] }
    var blocks: [PageBlock] = []
    if cell.display != .outputOnly { blocks.append(.code(try code(cell, values))) }
    let outputs = placed.compactMap { placed -> PageOutputs? in
      let items = ordered(placed.items.filter { $0.block == index }.map(\.item))
      guard !items.isEmpty else { return nil }
      return PageOutputs(cell: placed.cell.name, state: placed.state, items: items)
    }
    if !outputs.isEmpty { blocks.append(.outputs(SharedTables.gathered(outputs))) }
    return blocks
  }

  /// By the call's place, then by time; of a value recorded again the last stays.
  private func ordered(_ items: [PageItem]) -> [PageItem] {
    var lastOfKey: [String: Int] = [:]
    for (index, item) in items.enumerated() {
      if case .value = item.body { lastOfKey[item.label] = index }
    }
    return items.enumerated()
      .filter { index, item in
        if case .value = item.body { lastOfKey[item.label] == index } else { true }
      }
      .sorted { ($0.element.anchor, $0.offset) < ($1.element.anchor, $1.offset) }
      .map(\.element)
  }

  private func code(_ cell: SourceBlock.Cell, _ values: RecordedValues) throws(WeaveError) -> PageCode {
    var pieces: [PageCode.Piece] = []
    for piece in cell.pieces {
      switch piece {
      case .note(let prose): pieces.append(.note(try values.fill(prose, file: input.sourcePath)))
      case .code(let range):
        let tokens = source.tokens(in: range).map {
          PageCode.Token(kind: $0.kind, text: source.text($0.range))
        }
        pieces.append(.code(tokens))
      }
    }
    return PageCode(pieces: pieces, line: cell.line, isFolded: cell.display == .folded)
  }

  private func prose(_ blocks: [PageBlock]) -> [String] {
    blocks.compactMap { block in
      if case .prose(let prose) = block { prose.markdown } else { nil }
    }
  }

  private func title(_ prose: [String]) -> String {
    for markdown in prose {
      let line = markdown.split(whereSeparator: \.isNewline).first { $0.drop { $0 == " " }.hasPrefix("# ") }
      if let line { return MarkdownDocument.plainText(String(line)) }
    }
    return input.stage
  }
}

extension SourceBlock {
  /// Whether the page has the block, and with it what its code showed.
  fileprivate var isShown: Bool {
    if case .cell(let cell) = self { cell.display != .hidden } else { true }
  }
}
