import Testing

@testable import Weave

@Suite struct ComparisonWriterTests {
  /// A PNG file's beginning: 8 × 4 pixels.
  static func png(_ tail: UInt8, count: Int = 40) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 8, 0, 0, 0, 4]
      + [UInt8](repeating: tail, count: count)
  }

  static func file(_ name: String, differing: Int, count: Int = 40) -> ComparisonInput.File {
    .init(
      path: name, old: "aa", new: "bb", words: "\(differing) of 32 pixels differ",
      picture: .init(
        old: png(1, count: count), new: png(2, count: count), difference: png(3, count: count),
        differing: differing))
  }

  static func input(_ files: [ComparisonInput.File]) -> ComparisonInput {
    ComparisonInput(
      project: "fovea", old: "A<1>", new: "B",
      codes: [
        .init(
          old: "0123", new: "4567", files: [("modified", "Sources/x.swift", 1, 2)],
          patch: "@@ -1 +1 @@\n-let x = \"<old>\"\n+let x = 2\n", problem: nil)
      ],
      pairs: [
        .init(
          name: "modeling@unet", old: "000001-a", new: "000002-b",
          reasons: ["parameter changed rate: 0.1 → 0.2"],
          metrics: [.init(name: "dice", old: 0.5, new: 0.25), .init(name: "gone", old: 1, new: nil)],
          files: files),
        .init(name: "split", old: nil, new: "000003-c", reasons: [], metrics: [], files: []),
      ], same: 3)
  }

  @Test func everythingThatDiffersIsOnThePage() {
    let html = ComparisonWriter.html(
      Self.input([Self.file("a.png", differing: 2), Self.file("b.png", differing: 9)]))
    #expect(
      html
        == ComparisonWriter.html(
          Self.input([Self.file("a.png", differing: 2), Self.file("b.png", differing: 9)])))
    for word in [
      "A&lt;1&gt; → B", "2 differ, 3 the same", "Sources/x.swift", "&lt;old&gt;",
      "parameter changed rate: 0.1 → 0.2",
      "−0.25", "Only on the new side", "a.png: 2 of 32 pixels differ", "class=\"removed\">-let",
    ] { #expect(html.contains(word), "\(word)") }
    #expect(!html.contains("<script") && !html.contains("http://") && !html.contains("https://"))
    let order = ["b.png", "a.png"].compactMap { html.firstRange(of: "Show \($0)")?.lowerBound }
    #expect(order.count == 2 && order[0] < order[1], "what changed most comes first")
    let images = html.matches(of: #/<img alt="([^"]+)" width="8" height="4"/#)
    #expect(images.count == 6 && Set(images.map(\.output.1)).count == 6, "each with its own words")
  }

  @Test func unchangedPixelsAndWhatIsTooMuchAreListedOnly() {
    let large = ComparisonWriter.budget / 3
    let html = ComparisonWriter.html(
      Self.input([
        Self.file("same.png", differing: 0), Self.file("big.png", differing: 5, count: large),
        Self.file("small.png", differing: 1),
      ]))
    #expect(!html.contains("Show same.png") && html.contains("same.png</th>"))
    #expect(!html.contains("Show big.png") && html.contains("Not shown here"))
    #expect(html.contains("Show small.png"))
  }
}
