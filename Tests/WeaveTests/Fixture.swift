import Foundation
import StageProtocol
import SwiftSource

@testable import Weave

/// A small stage with what it showed, in a folder of its own.
struct Fixture {
  static let path = "Stages/3_split/main.swift"

  static let source = """
    //: # Split by subject
    //: The **median** Dice is {{dice|%.2f}}, see {{ref:loss}}.

    import Retina
    value("dice", 0.8251)

    //: ## Training
    //: | what | value |
    //: |---|---|
    //: | steps | {{steps}} |
    for step in 0..<2 {
      //: One step after the other.
      show(svg: "<svg/>", label: "loss", caption: "c", alt: "a")
    }
    //: @fold
    let unused = "<script>alert(1)</script>"
    //: @output-only
    note("done"); value("steps", 12)
    //: @end
    """

  static let drawing =
    "<?xml version=\"1.0\"?><svg viewBox=\"0 0 9 9\"><path id=\"p\"/><use href=\"#p\"/></svg>"

  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "weave-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  func remove() throws { try FileManager.default.removeItem(atPath: folder) }

  static func item(
    _ kind: ShownItem.Kind, _ label: String, _ content: [String: String], line: Int, column: Int,
    caption: String = "", alt: String = ""
  ) -> ShownItem {
    ShownItem(
      place: .init(file: "split/main.swift", line: line, column: column), kind: kind, label: label,
      caption: caption, alt: alt, content: content)
  }

  static var items: [ShownItem] {
    [
      item(.value, "dice", [MediaType.json: "0.8251"], line: 5, column: 6),
      item(
        .plot, "loss", [MediaType.svg: drawing], line: 13, column: 7, caption: "Loss", alt: "falls <fast>"),
      item(.plot, "loss-2", [MediaType.svg: drawing], line: 13, column: 7, caption: "Loss", alt: "falls"),
      item(.note, "note", [MediaType.markdown: "All *good* <script>"], line: 18, column: 5),
      item(.value, "steps", [MediaType.json: "12"], line: 18, column: 20),
    ]
  }

  /// Writes a record of shown items into a folder below and returns its path.
  @discardableResult
  func write(_ items: [ShownItem], to name: String = "shown", tail: String = "") throws -> String {
    let path = folder + "/" + name
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    let lines = try items.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }
    try Data((lines.joined() + tail).utf8).write(to: URL(fileURLWithPath: path + "/shown.jsonl"))
    return path
  }

  static func provenance(cell: String? = nil) -> PageProvenance {
    PageProvenance(
      stage: "split", cell: cell, run: "r-7", commit: "0123456789abcdef0123", dirty: false, snapshot: nil,
      key: "aa11", inputs: [.init(role: "data", path: "artifacts/x</script>", sha256: "ff00")], outputs: [],
      parameters: ["rate": .number(0.001), "name": .string("<b>")], seed: 17)
  }

  func input(
    source: String = Fixture.source, standing: WeaveInput.Standing = .fresh, sourceAtRun: String? = nil,
    items: [ShownItem] = Fixture.items
  ) throws -> WeaveInput {
    WeaveInput(
      project: "fovea", stage: "split", sourcePath: Self.path, source: source,
      cells: [
        .init(
          name: nil, standing: standing, shownFolder: try write(items), sourceAtRun: sourceAtRun,
          provenance: Self.provenance())
      ])
  }
}

extension Page {
  /// The labels of what stands under each cell of code, in the order of the page.
  var labels: [[String]] {
    blocks.compactMap { block in
      if case .outputs(let groups) = block { groups.flatMap(\.items).map(\.label) } else { nil }
    }
  }
}
