import Foundation
import StageProtocol
import Testing

@testable import Weave

@Suite struct MarkdownWriterTests {
  @Test func aForgeCanShowIt() throws {
    let fixture = try Fixture()
    let output = MarkdownWriter.markdown(try Page(fixture.input()))
    #expect(output.text.hasPrefix("# Split by subject\nThe **median** Dice is 0.83, see loss."))
    #expect(output.text.contains("```swift\nimport Retina\nvalue(\"dice\", 0.8251)\n```"))
    #expect(output.text.contains("![falls \\<fast\\>](split/loss.svg)\n\nLoss"))
    #expect(output.text.contains("<details><summary>Code, line 16</summary>"))
    #expect(output.text.contains("**FRESH** The results on this page come from exactly this text."))
    #expect(output.files.map(\.path) == ["split/loss.svg", "split/loss-2.svg"])
    #expect(output.files.first?.bytes.starts(with: Array("<svg".utf8)) == true)
    #expect(try output == MarkdownWriter.markdown(Page(fixture.input())))
    try fixture.remove()
  }

  @Test func tablesAndFencesHold() {
    let table = ShownTable(columns: [.init("a|b"), .init("n")], rows: [[.string("x\ny"), .integer(1)]])
    #expect(MarkdownWriter.table(table) == "| a\\|b | n |\n| --- | --: |\n| x y | 1 |")
    #expect(MarkdownWriter.fenced("let a = \"```\"", "swift") == "````swift\nlet a = \"```\"\n````")
  }
}
