import Foundation
import StageProtocol
import Testing

@testable import Weave

@Suite struct HTMLTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  @Test func theSameInputGivesTheSameBytes() throws {
    let first = try WovenPage(fixture.input())
    let other = try Fixture()
    let second = try WovenPage(other.input())
    #expect(first.html == second.html)
    #expect(!first.html.contains(fixture.folder))
    #expect(first.name == "split.html" && first.warnings.isEmpty)
    #expect(first.html.utf8.count < 40_000)
    try fixture.remove()
    try other.remove()
  }

  @Test func nothingEscapesItsPlace() throws {
    let html = try WovenPage(fixture.input()).html
    #expect(html.ranges(of: "<script").count == 2, "the page's own and the facts for machines")
    #expect(html.contains("<script type=\"application/json\" id=\"provenance\">"))
    #expect(html.contains("artifacts/x\\u003c/script>"))
    #expect(html.contains("aria-label=\"falls &lt;fast&gt;\""))
    #expect(html.contains("All <em>good</em> &lt;script&gt;"))
    #expect(html.contains("<span class=\"string\">&quot;&lt;script&gt;alert(1)&lt;/script&gt;&quot;</span>"))
    #expect(html.contains("<td>&lt;b&gt;</td>"))
    try fixture.remove()
  }

  @Test func valuesAreNoMarkup() throws {
    let json = "\"*a* <b> `c` [d](javascript:x)\""
    let items = [Fixture.item(.value, "evil", [MediaType.json: json], line: 2, column: 6)]
    let input = try fixture.input(source: "//: # T {{evil}}\nvalue(\"evil\", 1)", items: items)
    let html = try WovenPage(input).html
    #expect(
      html.contains("<h1 id=\"t\">T <span class=\"value\" title=\"evil\">*a* &lt;b&gt; `c` [d](javascript:x)")
    )
    try fixture.remove()
  }

  @Test func thePageStandsAlone() throws {
    let html = try WovenPage(fixture.input()).html
    // The namespace's name is no address that anyone asks.
    let addresses = html.replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!addresses.contains("http://") && !addresses.contains("https://"))
    #expect(html.contains("default-src 'none'"))
    #expect(html.contains("<html lang=\"en\">"))
    #expect(html.contains("fovea reproduce r-7"))
    #expect(html.contains("0123456789ab, clean"))
    #expect(html.contains("</span> FRESH</p>"))
    #expect(
      html.contains("The <strong>median</strong> Dice is <span class=\"value\" title=\"dice\">0.83</span>"))
    #expect(html.contains("<td><span class=\"value\" title=\"steps\">12</span></td>"))
    #expect(html.contains("<a href=\"#out-loss\">loss</a>"))
    try fixture.remove()
  }

  @Test func idsAreUniqueAndReferencesMeetThem() throws {
    let html = try WovenPage(fixture.input()).html
    let ids = html.matches(of: #/\sid="([^"]*)"/#).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count)
    let targets = html.matches(of: #/href="#([^"]*)"/#).map { String($0.output.1) }
    #expect(Set(targets).isSubset(of: Set(ids)))
    #expect(ids.contains("out-loss-p"))
    let levels = html.matches(of: #/<h([1-6])/#).compactMap { Int($0.output.1) }
    #expect(levels.filter { $0 == 1 }.count == 1)
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
    try fixture.remove()
  }

  @Test func elementsCloseInOrder() throws {
    let html = try WovenPage(fixture.input()).html
    #expect(unbalanced(html) == nil)
    let stages = [
      IndexInput.Stage(
        name: "a<b>", title: nil, state: .fresh, upstream: [], cells: 1, seconds: 0.42,
        commits: [.init("0123456789abcdef", dirty: true), .init("fedcba9876543210", dirty: false)]),
      IndexInput.Stage(
        name: "c", title: "C", state: .stale, upstream: ["a<b>"], cells: 9, seconds: 7300, commits: []),
    ]
    let index = IndexWriter.html(IndexInput(project: "fovea", profile: "quick", stages: stages))
    #expect(unbalanced(index) == nil)
    #expect(index.contains("a&lt;b&gt;") && !index.contains("a<b>"))
    #expect(index.contains("▲ stale · 9 cells · 2.0 h"))
    #expect(index.contains("<code>0123456789ab, with changes</code><br><code>fedcba987654</code>"))
    #expect(index.contains("<td><code>–</code></td>"))
    try fixture.remove()
  }

  @Test func theGraphLeavesOutWhatFollows() {
    func stage(_ name: String, _ upstream: [String]) -> IndexInput.Stage {
      IndexInput.Stage(
        name: name, title: nil, state: .fresh, upstream: upstream, cells: 1, seconds: nil, commits: [])
    }
    let svg = StageGraph([stage("a", []), stage("b", ["a"]), stage("c", ["a", "b"])]).svg()
    #expect(svg.ranges(of: "class=\"arrow\"").count == 2)
    #expect(svg.contains("viewBox=\"0 0 194 266\""))
  }

  @Test func everyKindIsDrawn() throws {
    let png = Data([
      0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 1, 0, 0, 0, 0, 2,
    ])
    let table = ShownTable(
      columns: [.init("model"), .init("Dice", format: "%.2f")],
      rows: [[.string("<u>"), .number(0.456)], [.string("none"), .null]])
    let gallery = ShownGallery(images: [.init(file: "g.png", caption: "one", alt: "a \"scan\"")])
    let encoder = JSONEncoder()
    func json(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    let items = [
      Fixture.item(
        .table, "t", [MediaType.table: try json(table)], line: 1, column: 1, caption: "All *models*"),
      Fixture.item(.image, "i", [MediaType.png: "g.png"], line: 1, column: 2, caption: "Scan", alt: "scan"),
      Fixture.item(
        .gallery, "g", [MediaType.gallery: try json(gallery)], line: 1, column: 3, caption: "Four"),
    ]
    let input = try fixture.input(source: "let a = 1", items: items)
    try png.write(to: URL(fileURLWithPath: fixture.folder + "/shown/g.png"))
    let html = try WovenPage(input).html
    #expect(html.contains("<caption><p>All <em>models</em></p>\n</caption>"))
    #expect(html.contains("<th scope=\"row\">&lt;u&gt;</th><td class=\"number\">0.46</td>"))
    #expect(
      html.contains("<img alt=\"scan\" width=\"256\" height=\"2\" src=\"data:image/png;base64,iVBORw0KGgo"))
    #expect(html.contains("alt=\"a &quot;scan&quot;\""))
    #expect(html.contains("<h1>split</h1>"))
    #expect(unbalanced(html) == nil)
    try fixture.remove()
  }

  @Test(arguments: [
    "<svg><script>alert(1)</script></svg>", "<svg onload=\"x()\"/>", "<p>no drawing</p>",
    "<svg><image href=\"http://a/b.png\"/></svg>", "<svg><a href=\"https://a\"/></svg>",
    "<svg><rect fill=\"url(http://a)\"/></svg>", "<svg><foreignObject/></svg>",
  ])
  func drawingsThatRunOrLoadAreRefused(_ svg: String) {
    #expect(throws: WeaveError.self) { try Drawing.harmless(svg, label: "x") }
  }

  /// The first element that is not closed where it should be.
  private func unbalanced(_ html: String) -> String? {
    let empty: Set<String> = ["meta", "input", "img", "br", "hr", "link", "!doctype"]
    let start = html.firstRange(of: "</style>")?.upperBound ?? html.startIndex
    var open: [String] = ["html", "head"]
    for match in html[start...].matches(of: #/<(/?)([a-zA-Z0-9!]+)[^>]*?(/?)>/#) {
      let name = String(match.output.2)
      if match.output.3 == "/" || empty.contains(name.lowercased()) { continue }
      if match.output.1.isEmpty {
        open.append(name)
      } else if open.popLast() != name {
        return "</\(name)> after \(open)"
      }
    }
    return open.isEmpty ? nil : open.joined(separator: ">")
  }
}
