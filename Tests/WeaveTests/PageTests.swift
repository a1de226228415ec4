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

  /// A running stage's folder may hold anything; a pipe is not waited for.
  @Test func aPipeIsNoPayload() throws {
    let input = try fixture.input()
    let path = fixture.folder + "/shown/shown.jsonl"
    try FileManager.default.removeItem(atPath: path)
    #expect(mkfifo(path, 0o600) == 0)
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
    let page = try Page(
      WeaveInput(
        project: "fovea", stage: "split", sourcePath: Fixture.path, source: Fixture.source,
        cells: [.init(name: nil, standing: .missing, shownFolder: nil)]))
    #expect(page.state == .missing)
    #expect(try WovenPage(page).html.contains("(dice: not computed)"))
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

  /// A page of some cells that were never computed is neither empty nor whole.
  @Test func cellsWithoutAResultMakeAPagePartial() throws {
    func state(_ standings: [WeaveInput.Standing]) throws -> (PageState, [String]) {
      let cells = standings.enumerated().map {
        WeaveInput.Cell(name: "\($0.offset)", standing: $0.element, shownFolder: nil)
      }
      let page = try Page(
        WeaveInput(project: "f", stage: "s", sourcePath: "s.swift", source: "let a = 1", cells: cells))
      return (page.state, page.reasons)
    }
    #expect(try state([.missing, .missing]) == (.missing, []))
    #expect(try state([.fresh, .missing]) == (.partial, ["1 of 2 cells have no result"]))
    #expect(try state([.fresh, .fresh]) == (.fresh, []))
    #expect(try state([]).0 == .missing)
  }

  @Test func valuesOfOtherStatesAreMarked() throws {
    let source = "value(\"dice\", 1)\n//: See {{ref:dice}}."
    func cell(_ name: String, _ dice: String, _ standing: WeaveInput.Standing) throws -> WeaveInput.Cell {
      let item = Fixture.item(.value, "dice", [MediaType.json: dice], line: 1, column: 6)
      return .init(
        name: name, standing: standing, shownFolder: try fixture.write([item], to: name),
        provenance: Fixture.provenance(cell: name))
    }
    let input = WeaveInput(
      project: "fovea", stage: "split", sourcePath: Fixture.path, source: source,
      cells: [
        try cell("a", "0.41", .stale(reasons: [])), try cell("b", "0.52", .fresh),
        try cell("c", "0.99", .partial),
      ])
    let html = try WovenPage(input).html
    #expect(
      html.contains("▲ a (stale)</th>") && html.contains("◌ c (partial)</th>") && html.contains(">b</th>"))
    #expect(html.contains("<a href=\"#made-split-40a\">split@a</a>"), "the table says who made its rows")
    #expect(html.contains("<a href=\"#out-a-dice\">") && html.contains("<span id=\"out-a-dice\"></span>"))
    try fixture.remove()
  }

  @Test func whatNoStageShouldWriteIsRefusedOrPrinted() throws {
    let short = "{\"columns\":[{\"title\":\"a\"},{\"title\":\"b\"}],\"rows\":[[1]]}"
    let table = Fixture.item(.table, "t", [MediaType.table: short], line: 5, column: 6)
    #expect(throws: WeaveError.self) { try Page(fixture.input(items: [table] + Fixture.items)) }
    let huge = Fixture.item(.value, "steps", [MediaType.json: "1e19"], line: 18, column: 20)
    let input = try fixture.input(
      source: Fixture.source.replacing("{{steps}}", with: "{{steps|%d}}"),
      items: Fixture.items.dropLast() + [huge])
    #expect(try WovenPage(input).html.contains("<span class=\"value\" title=\"steps\">1e+19</span>"))
    try fixture.remove()
  }

  @Test func aPlaceholderInATagIsMisplaced() throws {
    for text in ["[x](#one \"t {{dice}}\")", "x\n//:\n//: ``` {{dice}}\n//: a\n//: ```"] {
      let source = Fixture.source.replacing("see {{ref:loss}}", with: text)
      #expect(throws: WeaveError.self) { try WovenPage(fixture.input(source: source)) }
    }
    try fixture.remove()
  }

  /// Of a value that was recorded again only the last stays, and a reference leads there.
  @Test func referencesLeadToWhatStays() throws {
    let again = Fixture.item(.value, "dice", [MediaType.json: "0.9"], line: 5, column: 6)
    let source = Fixture.source.replacing("{{ref:loss}}", with: "{{ref:dice}}")
    let html = try WovenPage(fixture.input(source: source, items: [again] + Fixture.items)).html
    let target = try #require(html.firstMatch(of: #/<a href="#(out-dice[^"]*)">dice</a>/#)?.1)
    #expect(html.contains("id=\"\(target)\""), "\(target)")
    try fixture.remove()
  }

  @Test func whatCannotBeWovenSaysSo() throws {
    let input = try fixture.input(source: Fixture.source.replacing("{{steps}}", with: "{{step}}"))
    let problem = try #require(throws: WeaveError.self) { try Page(input) }
    let page = Page(unwoven: input, problem)
    let html = try WovenPage(page).html
    #expect(page.state == .unwoven && page.provenance == [Fixture.provenance()])
    #expect(
      html.contains("NOT WOVEN") && html.contains("no value &#39;step&#39; was recorded")
        && !html.contains("FRESH"))
    try fixture.remove()
  }

  @Test func aTextThatIsNotOnRecordIsNotCalledTheSame() throws {
    var input = try fixture.input()
    #expect(try WovenPage(input).html.contains("class=\"banner\"") == false)
    input.cells[0].isTextKnown = false
    let html = try WovenPage(input).html
    #expect(html.contains("which prose they had is not on record here"))
    try fixture.remove()
  }
}
