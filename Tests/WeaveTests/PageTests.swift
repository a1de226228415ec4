import Foundation
import StageProtocol
import Testing

@testable import Weave

@Suite struct PageTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  @Test func outputsStandUnderTheirCells() throws {
    let page = try Page(fixture.input())
    #expect(page.title == "Split by subject")
    #expect(page.state == .fresh)
    #expect(page.labels == [["dice"], ["loss", "loss-2"], ["note", "steps"]])
    let kinds = page.blocks.map { block in
      switch block {
      case .prose: "prose"
      case .code(let code): code.isFolded ? "folded" : "code"
      case .outputs: "outputs"
      }
    }
    #expect(kinds == ["prose", "code", "outputs", "prose", "code", "outputs", "folded", "outputs"])
    try fixture.remove()
  }

  @Test func theFrontIsThatOfTheWholePage() throws {
    let titled = Fixture.source.replacing("Split by subject", with: "Split of {{steps}}")
    let inputs = try [
      fixture.input(), fixture.input(standing: .stale(reasons: ["code changed"])),
      fixture.input(source: titled, sourceAtRun: Fixture.source),
    ]
    for input in inputs {
      let (front, whole) = (try PageFront(input), PageFront(try Page(input)))
      #expect(front.title == whole.title && front.state == whole.state)
      #expect(!front.title.contains("{{"))
    }
    try fixture.remove()
  }

  @Test func aProseEditKeepsOutputsInPlace() throws {
    let edited = Fixture.source
      .replacing("//: ## Training", with: "//: A new paragraph.\n//:\n//: ## Other words")
      .replacing("import Retina", with: "// why\nimport Retina  // volumes")
    let page = try Page(fixture.input(source: edited, sourceAtRun: Fixture.source))
    #expect(page.state == .rewoven)
    #expect(page.labels == [["dice"], ["loss", "loss-2"], ["note", "steps"]])
    try fixture.remove()
  }

  @Test func aCodeEditIsStaleAndKeepsWhatItCan() throws {
    let edited = Fixture.source.replacing("import Retina", with: "//: Before.\nimport Plots")
      .replacing("0..<2", with: "0..<3")
    let input = try fixture.input(
      source: edited, standing: .stale(reasons: ["code changed"]), sourceAtRun: Fixture.source)
    let page = try Page(input)
    #expect(page.state == .stale)
    #expect(page.reasons == ["code changed"])
    #expect(page.labels == [["dice"], ["loss", "loss-2"], ["note", "steps"]])
    #expect(try WovenPage(input).html.contains("<li>code changed</li>"))
    try fixture.remove()
  }

  @Test func unknownValuesFailWithTheirPlace() throws {
    let source = Fixture.source.replacing("{{steps}}", with: "{{step}}")
    let expected = WeaveError.unknownValue(
      key: "step", file: Fixture.path, line: 10, known: ["dice", "steps"])
    #expect(throws: expected) { try Page(fixture.input(source: source, sourceAtRun: Fixture.source)) }
    #expect(expected.description.hasPrefix("Stages/3_split/main.swift:10: no value 'step' was recorded"))
    #expect(throws: Never.self) { try Page(fixture.input(source: source, standing: .partial)) }
    let format = Fixture.source.replacing("%.2f", with: "%s")
    #expect(throws: WeaveError.badFormat(format: "%s", file: Fixture.path, line: 2)) {
      try Page(fixture.input(source: format))
    }
    let link = Fixture.source.replacing("see {{ref:loss}}", with: "see [x](a{{dice}})")
    #expect(throws: WeaveError.misplacedValue(key: "dice", file: Fixture.path, line: 2)) {
      try WovenPage(fixture.input(source: link))
    }
    try fixture.remove()
  }

  @Test func cellsThatDifferAreAllNamed() throws {
    let source = "//: {{a:dice|%.1f}} {{b:dice|%.1f}} {{same}}\nvalue(\"dice\", 1)"
    func cell(_ name: String, _ dice: String) throws -> WeaveInput.Cell {
      let items = [("dice", dice), ("same", "1")].map { label, json in
        Fixture.item(.value, label, [MediaType.json: json], line: 2, column: 6)
      }
      return .init(name: name, standing: .fresh, shownFolder: try fixture.write(items, to: name))
    }
    var input = WeaveInput(
      project: "fovea", stage: "split", sourcePath: Fixture.path, source: source,
      cells: [try cell("a", "0.25"), try cell("b", "0.5")])
    guard case .prose(let prose)? = try Page(input).blocks.first else {
      Issue.record("the page does not begin with prose")
      return
    }
    #expect(prose.markdown == "0.2 0.5 1")
    let html = try WovenPage(input).html
    #expect(html.contains("<th scope=\"row\">b</th><td class=\"number\">0.5</td>"))
    input.source = "//: {{dice}}, {{dice|%.0f}}\nvalue(\"dice\", 1)"
    guard case .prose(let all)? = try Page(input).blocks.first else {
      Issue.record("the page does not begin with prose")
      return
    }
    #expect(all.markdown == "0.25 / 0.5, 0")
    try fixture.remove()
  }

  @Test func aCutRecordIsTakenAsFarAsItGoes() throws {
    var input = try fixture.input(standing: .partial)
    try fixture.write(Array(Fixture.items.prefix(2)), tail: "{\"place\":")
    #expect(try Page(input).labels == [["dice"], ["loss"]])
    #expect(try Page(input).state == .partial)
    input.cells[0].standing = .fresh
    #expect(throws: WeaveError.self) { try Page(input) }
    try fixture.remove()
  }

  @Test func payloadsAreChecked() throws {
    let away = Fixture.item(.image, "x", [MediaType.png: "../x.png"], line: 5, column: 6)
    #expect(throws: WeaveError.self) { try Page(fixture.input(items: [away] + Fixture.items)) }
    let wrong = Fixture.item(.image, "x", [MediaType.png: "shown.jsonl"], line: 5, column: 6)
    #expect(throws: WeaveError.self) { try Page(fixture.input(items: [wrong] + Fixture.items)) }
    try fixture.remove()
  }

  @Test func nothingComputedIsMissing() throws {
    let page = try WovenPage(
      WeaveInput(
        project: "fovea", stage: "split", sourcePath: Fixture.path, source: Fixture.source,
        cells: [.init(name: nil, standing: .missing, shownFolder: nil)]))
    #expect(page.state == .missing)
    #expect(page.html.contains("(dice: not computed)"))
    try fixture.remove()
  }

  @Test func helpersShowUnderTheLastCell() throws {
    var items = Fixture.items
    items[1].place.file = "split/Helper.swift"
    #expect(
      try Page(fixture.input(items: items)).labels == [["dice", "loss"], ["loss-2"], ["note", "steps"]])
    try fixture.remove()
  }

  @Test func reasonsAreSaidOnce() throws {
    func cell(_ name: String, _ reasons: [String]) -> WeaveInput.Cell {
      .init(name: name, standing: .stale(reasons: reasons), shownFolder: nil)
    }
    let page = try Page(
      WeaveInput(
        project: "fovea", stage: "split", sourcePath: Fixture.path, source: "let a = 1",
        cells: [cell("a", ["code", "seed"]), cell("b", ["code"])]))
    #expect(page.reasons == ["code", "a: seed"])
    try fixture.remove()
  }
}
