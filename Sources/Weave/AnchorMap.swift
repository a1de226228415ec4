import StageProtocol
import SwiftSource

/// Finds the block of today's source for a place in the source that a run read.
struct AnchorMap {
  private let now: LiterateSource
  private let then: LiterateSource
  private let isSameCode: Bool
  /// The cells of both, where they are not the same.
  private let old, new: [(block: Int, code: [UInt8])]

  /// A map from an older text, or from the text itself when there is none.
  init(now: LiterateSource, then: LiterateSource?) {
    self.now = now
    self.then = then ?? now
    isSameCode = then.map { codeBytes(of: $0.bytes) == codeBytes(of: now.bytes) } ?? true
    (old, new) = isSameCode ? ([], []) : (Self.cells(self.then), Self.cells(now))
  }

  /// Whether a place lies in the source that the page shows.
  func covers(_ place: ShownItem.Place) -> Bool {
    let name = place.file.split(separator: "/").last
    return name == now.file.split(separator: "/").last
  }

  /// The block and anchor of a place.
  ///
  /// Equal code means equal anchors. In other code the cell with the same text counts, else the cell
  /// with the same number: such a page says that it is stale.
  func locate(_ place: ShownItem.Place) -> (block: Int, anchor: Int) {
    let anchor = then.anchor(line: place.line, column: place.column)
    if isSameCode { return (now.cellIndex(anchor: anchor) ?? 0, anchor) }
    guard let block = then.cellIndex(anchor: anchor),
      let number = old.firstIndex(where: { $0.block == block }),
      !new.isEmpty
    else { return (now.cellIndex(anchor: 0) ?? 0, anchor) }
    let match = new.first { $0.code == old[number].code } ?? new[min(number, new.count - 1)]
    return (match.block, anchor)
  }

  private static func cells(_ source: LiterateSource) -> [(block: Int, code: [UInt8])] {
    source.blocks.enumerated().compactMap { index, block in
      guard case .cell(let cell) = block else { return nil }
      let text = cell.pieces.flatMap { piece -> [UInt8] in
        if case .code(let range) = piece { Array(source.bytes[range]) + [0x0A] } else { [] }
      }
      return (index, codeBytes(of: text))
    }
  }
}
