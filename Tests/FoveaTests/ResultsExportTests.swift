import Testing

@testable import fovea

@Suite struct ResultsExportTests {
  @Test func quotedCellsKeepTheirCommasAndQuotes() {
    let text = "name,note\n\"vote, mirrored\",\"says \"\"72.1, or so\"\"\"\n,\"\"\n\"\"\"a|b\"\"\",1\n"
    #expect(
      ResultsExport.markdown(csv: text) == """
        | name | note |
        | --- | --- |
        | vote, mirrored | says "72.1, or so" |
        |  |  |
        | "a\\|b" | 1 |
        """)
  }

  @Test func raggedAndWideTablesAreNone() {
    #expect(ResultsExport.markdown(csv: "a,b\n1\n") == nil)
    #expect(ResultsExport.markdown(csv: (0...16).map { "\($0)" }.joined(separator: ",")) == nil)
    #expect(ResultsExport.markdown(csv: "") == nil)
  }
}
