import Foundation
import Testing

@testable import Weave

/// The project's own stages, read as a page before anything has run.
@Suite struct StageSourcesTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let sources: [String] = {
    let folder = root.appendingPathComponent("Stages").path
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix("main.swift") }.sorted().map { "Stages/\($0)" }
  }()

  @Test(.enabled(if: !sources.isEmpty, "the package has no Stages folder here"), arguments: sources)
  func everyStageIsADocument(_ path: String) throws {
    let text = try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
    let page = try Page(
      WeaveInput(
        project: "fovea", stage: "stage", sourcePath: path, source: text,
        cells: [.init(name: nil, standing: .missing, shownFolder: nil)]))
    #expect(page.state == .missing)
    #expect(try WovenPage(page).html.hasSuffix("</html>\n"))
  }
}
