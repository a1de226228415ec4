import StageProtocol
import Testing

@testable import Weave

/// The checks that every page must pass, on pages in every state, and on the colors.
@Suite struct PageCheckTests {
  @Test func pagesOfEveryStatePass() throws {
    let fixture = try Fixture()
    for standing in [
      WeaveInput.Standing.fresh, .stale(reasons: ["code changed <main>"]), .partial, .missing,
    ] {
      let html = try WovenPage(fixture.input(standing: standing)).html
      #expect(PageCheck.problems(html) == [], "\(standing)")
    }
    try fixture.remove()
  }

  @Test func theIndexPasses() {
    let stages = ["a", "b<c>"].map { name in
      IndexInput.Stage(
        name: name, title: name, state: .fresh, upstream: name == "a" ? [] : ["a"], cells: 1, seconds: 1,
        commits: [])
    }
    let html = IndexWriter.html(IndexInput(project: "fovea", profile: "quick", stages: stages))
    #expect(PageCheck.problems(html) == [])
  }

  @Test func theCheckFindsWhatIsWrong() {
    let html = """
      </style><h1>a</h1><h3 id="x">b</h3><p id="x"></p><img src="https://a/b.png"><a href="#y"></a>\
      <p onclick="z()"></p><table></table><svg viewBox="0 0 1 1"></svg>
      """
    let found = PageCheck.problems(html).joined(separator: "\n")
    for word in [
      "id twice: x", "h3 after h1", "without alt", "outside: https", "nowhere: y", "handler", "heads",
      "drawing without words",
    ] {
      #expect(found.contains(word), "\(word) is not found")
    }
  }

  /// Text colors on paper and on wells, in both themes: 4.5 to 1 (WCAG 2.2, 1.4.3).
  @Test func colorsAreReadable() throws {
    let names = ["ink", "soft", "link", "good", "warn", "bad", "key", "typ", "str", "com", "num"]
    var pairs: [String: [String]] = [:]
    for match in StyleSheet.text.matches(of: #/--([a-z]+):light-dark\((#[0-9a-f]+),(#[0-9a-f]+)\)/#) {
      pairs[String(match.output.1)] = [String(match.output.2), String(match.output.3)]
    }
    let grounds = try ["paper", "well"].map { try #require(pairs[$0]) }
    for name in names {
      let colors = try #require(pairs[name], "\(name)")
      for theme in 0...1 {
        for ground in grounds {
          let contrast = PageCheck.contrast(colors[theme], ground[theme])
          #expect(contrast >= 4.5, "\(name) \(colors[theme]) on \(ground[theme]): \(contrast)")
        }
      }
    }
  }

  @Test func thePageTellsMachinesWhatItTellsPeople() throws {
    let fixture = try Fixture()
    let html = try WovenPage(fixture.input()).html
    let facts = try #require(PageFacts(html: html))
    #expect(facts.stage == "split" && facts.state == .fresh && facts.cells == [Fixture.provenance()])
    #expect(PageFacts(html: "<html></html>") == nil)
    #expect(html.contains("script-src \(PageScript.digest)"))
    #expect(
      html.contains("Again: <code class=\"command\">fovea reproduce r-7<"))
    #expect(html.contains("<li>data <code>artifacts/x&lt;/script&gt;</code> <code>ff00</code></li>"))
    try fixture.remove()
  }
}
