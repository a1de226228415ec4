import Testing

@testable import Markdown

@Suite struct MarkdownDocumentTests {
  @Test func theUsualMarksWork() {
    let html = MarkdownDocument("A *b* **c** `d` ~~e~~ https://example.org\n\n- [x] done").html
    #expect(html.contains("<em>b</em> <strong>c</strong> <code>d</code> <del>e</del>"))
    #expect(html.contains("<a href=\"https://example.org\">"))
    #expect(html.contains("type=\"checkbox\" checked"))
  }

  @Test func tablesHaveHeads() {
    let html = MarkdownDocument("| a | b |\n|---|--:|\n| 1 | 2 |").html
    #expect(html.contains("<th>a</th>"))
    #expect(html.contains("<td align=\"right\">2</td>"))
  }

  @Test func headingsHaveUniqueIDs() {
    let document = MarkdownDocument("# Split the *data*\n\n## Why?\n\n## Why?\n\n### 2 × 3 <b>")
    #expect(document.headings.map(\.id) == ["split-the-data", "why", "why-2", "2-3-b"])
    #expect(document.headings.first?.text == "Split the data")
    #expect(document.html.contains("<h1 id=\"split-the-data\">Split the <em>data</em></h1>"))
    #expect(document.html.contains("<h2 id=\"why-2\">"))
  }

  @Test func levelsAreKeptInOrder() {
    var outline = HeadingOutline(reserved: ["top"])
    let first = MarkdownDocument("# Top\n\n#### Deep", outline: &outline)
    let second = MarkdownDocument("# Another title", outline: &outline)
    #expect(first.headings.map(\.level) == [1, 2])
    #expect(first.headings[0].id == "top-2")
    #expect(second.headings.map(\.level) == [2])
    #expect(second.html.hasPrefix("<h2 id=\"another-title\">"))
  }

  @Test func nothingDangerousSurvives() {
    let text = """
      <script>alert(1)</script>

      a <img src=x onerror=alert(1)> b [c](javascript:alert(1)) ![d](https://example.org/x.png)

      `<script>` # <h1>
      """
    let html = MarkdownDocument(text).html
    #expect(!html.contains("<script"))
    #expect(!html.contains("<img"))
    #expect(!html.contains("javascript:"))
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(html.contains("<a href=\"https://example.org/x.png\">d</a>"))
  }

  @Test func footnotesOfTwoTextsStayApart() {
    var outline = HeadingOutline()
    let first = MarkdownDocument("a[^1]\n\n[^1]: note", outline: &outline).html
    let second = MarkdownDocument("b[^1]\n\n[^1]: note", outline: &outline).html
    #expect(first.contains("id=\"t1-fn-1\"") && first.contains("href=\"#t1-fn-1\""))
    #expect(second.contains("id=\"t2-fn-1\""))
  }

  @Test func plainTextDropsMarks() {
    #expect(MarkdownDocument.plainText("A *b*\n`c` [d](e)") == "A b c d")
    #expect(MarkdownDocument.plainText("") == "")
  }

  @Test func headingsThatBeginLikeFootnotesKeepTheirIds() {
    var outline = HeadingOutline()
    let text = MarkdownDocument("## FN and FP\n\n[up](#fn-and-fp) a[^1]\n\n[^1]: note", outline: &outline)
    #expect(text.html.contains("<h2 id=\"fn-and-fp\">") || text.headings[0].id == "fn-and-fp")
    #expect(text.html.contains("id=\"fn-and-fp\"") && text.html.contains("href=\"#fn-and-fp\""))
    #expect(
      text.html.contains("href=\"#t1-fn-1\" id=\"t1-fnref-1\"") && text.html.contains("<li id=\"t1-fn-1\""))
    #expect(text.html.contains("href=\"#t1-fnref-1\""))
  }
}
