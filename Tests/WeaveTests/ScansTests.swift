import Foundation
import StageProtocol
import Testing

@testable import Weave

@Suite struct ScansTests {
  static let png = Data([
    0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 1, 0, 0, 0, 0, 2,
  ])

  static func set(path: String = "M1 1H3V3H1Z") -> ShownScans {
    ShownScans(
      layers: [.init("grader 1", .reference), .init("<b>", .prediction, isShown: false)],
      scans: (1...2).map { number in
        .init(
          name: "S_\(number)", file: "s.png", width: 8, height: 4, caption: "S_\(number)",
          alt: "scan \"\(number)\"", group: number == 1 ? "worst" : "best", paths: [path, ""])
      }, sheet: "s.png")
  }

  /// A page with scans and a drawing that leads to one of them, and to one that is not there.
  static func input(_ fixture: Fixture, _ set: ShownScans = set()) throws -> WeaveInput {
    let strips =
      "<svg role=\"group\"><title>t</title><a href=\"#scan:S_2\"><circle r=\"1\"/></a>"
      + "<a href=\"#scan:gone\"><circle r=\"1\"/></a></svg>"
    let json = String(decoding: try JSONEncoder().encode(set), as: UTF8.self)
    let input = try fixture.input(
      source: "//: # T\nlet a = 1",
      items: [
        Fixture.item(
          .plot, "strips", [MediaType.svg: strips], line: 2, column: 1, caption: "P", alt: "points"),
        Fixture.item(
          .scans, "scans", [MediaType.scans: json], line: 2, column: 2, caption: "C", alt: "sheet"),
      ])
    try png.write(to: URL(fileURLWithPath: fixture.folder + "/shown/s.png"))
    return input
  }

  @Test func aScanIsKeptOnceAndSwitchesHoldForAll() throws {
    let fixture = try Fixture()
    let page = try WovenPage(Self.input(fixture))
    #expect(page.html.ranges(of: "data:image/png").count == 1)
    #expect(page.html.ranges(of: "<use href=\"#picture_1\"/>").count == 2)
    #expect(page.html.contains("<input type=\"checkbox\" class=\"t0\" checked>"))
    #expect(page.html.contains("<input type=\"checkbox\" class=\"t1\">"))
    #expect(page.html.contains(".scans:has(.t1:not(:checked)) .l1{display:none}"))
    #expect(page.html.ranges(of: "d=\"M1 1H3V3H1Z\"").count == 2)
    #expect(
      page.html.contains("aria-label=\"scan &quot;1&quot;\"") && page.html.contains("&lt;b&gt;</label>"))
    #expect(page.files.isEmpty && PageCheck.problems(page.html) == [])
    try fixture.remove()
  }

  @Test func drawingsLeadToScans() throws {
    let fixture = try Fixture()
    let html = try WovenPage(Self.input(fixture)).html
    #expect(html.contains("<a href=\"#out-scans-scan-2\"><circle"))
    #expect(html.contains("<a><circle") && !html.contains("href=\"#scan:"))
    #expect(html.contains("role=\"group\" aria-label=\"points\""))
    let page = try Page(Self.input(fixture))
    let markdown = MarkdownWriter.markdown(page)
    #expect(markdown.files.map(\.path) == ["split/strips.svg", "split/scans.png"])
    #expect(!String(decoding: markdown.files[0].bytes, as: UTF8.self).contains("#scan:"))
    #expect(NotebookWriter.notebook(page).contains("\"alt\" : \"sheet\""))
    try fixture.remove()
  }

  @Test func picturesCanLieBesideThePage() throws {
    let fixture = try Fixture()
    let page = try WovenPage(Self.input(fixture), pictures: .beside)
    #expect(page.files.count == 1 && page.files[0].bytes == Array(Self.png))
    let path = try #require(page.files.first?.path)
    #expect(path.hasPrefix("split/") && path.hasSuffix(".png"))
    #expect(page.html.ranges(of: "loading=\"lazy\"").count == 2)
    #expect(page.html.ranges(of: "src=\"\(path)\"").count == 2)
    #expect(!page.html.contains("data:image/png") && PageCheck.problems(page.html) == [])
    try fixture.remove()
  }

  @Test func picturesCanBeLeftOut() throws {
    let fixture = try Fixture()
    let page = try WovenPage(Self.input(fixture), pictures: .nowhere)
    #expect(page.files.isEmpty && !page.html.contains("image/png") && !page.html.contains("<img"))
    #expect(page.html.contains("The scans are not published") && page.html.contains("img-src 'none'"))
    #expect(page.html.contains("class=\"l0 reference\""), "outlines stay")
    #expect(PageCheck.problems(page.html) == [])
    try fixture.remove()
  }

  @Test func aPageBeyondItsBudgetMovesItsPicturesOut() throws {
    let fixture = try Fixture()
    let input = try Self.input(fixture)
    let large = Self.png + Data(repeating: 7, count: 4_000_000)
    try large.write(to: URL(fileURLWithPath: fixture.folder + "/shown/s.png"))
    let page = try WovenPage(input)
    #expect(page.html.utf8.count < WovenPage.budget && page.files.map(\.bytes.count) == [large.count])
    #expect(page.warnings == ["split.html: beyond 5 MB, its pictures lie in split/"])
    try fixture.remove()
  }

  @Test(arguments: ["M0 0\"/><script>", "url(#a)", "M1 1H3 onload"])
  func outlinesAreNothingElse(_ path: String) throws {
    let fixture = try Fixture()
    let input = try Self.input(fixture, Self.set(path: path))
    #expect(throws: WeaveError.self) { try WovenPage(input) }
    try fixture.remove()
  }
}
