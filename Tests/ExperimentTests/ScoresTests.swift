import Foundation
import Segmentation
import Tensors
import Testing

@testable import Experiment

@Suite struct ScoresTests {
  static func raster(_ pixels: [UInt8]) -> Raster { Raster(width: 2, height: 2, pixels: pixels) }

  /// Two frames, counted by hand: 2 found, 1 missed, 1 false.
  static let scores: Scores = {
    var evaluation = FluidEvaluation()
    evaluation.add(prediction: raster([1, 1, 0, 0]), label: raster([1, 0, 1, 0]), subject: "a")
    evaluation.add(prediction: raster([0, 1, 0, 0]), label: raster([0, 1, 0, 0]), subject: "b")
    return Scores(name: "row", settings: ["crop": "32"], evaluation: evaluation, frames: ["a_1", "b_1"])
  }()

  @Test func pixelsAreCountedByHand() {
    #expect(Self.scores.frames.map(\.both) == [1, 1])
    #expect(Self.scores.frames[0].dice == 0.5)
    #expect(Self.scores.pooledDice == 4.0 / 6)
    #expect(Self.scores.subjectMeanDice == 0.75)
    #expect(!Self.scores.isCollapsed)
  }

  @Test func aFileKeepsThemExactly() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Self.scores.write(to: path)
    #expect(try Scores(path: path) == Self.scores)
    try Data("{}".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: ExperimentError.self) { try Scores(path: path) }
  }

  @Test func tablesSayUndefinedAndCollapsed() {
    var evaluation = FluidEvaluation()
    evaluation.add(prediction: Self.raster([0, 0, 0, 0]), label: Self.raster([1, 0, 0, 0]), subject: "a")
    let row = Scores(name: "=none, \"quoted\"", settings: [:], evaluation: evaluation, frames: ["a_1"])
    let csv = ScoreTable([row], settings: ["crop"]).csv
    let line = csv.split(separator: "\n")[1]
    #expect(line.hasPrefix("\"'=none, \"\"quoted\"\"\",,"))
    #expect(line.contains("undefined") && line.hasSuffix("collapsed: finds no fluid"))
    let summary = ScoreTable([row, Self.scores], settings: []).summary.split(separator: "\n")
    #expect(summary.count == 3 && summary[2].hasPrefix("row ") && summary[2].contains("66.67"))
    #expect(ScoreTable([row], settings: []).markdown.split(separator: "\n").count == 3)
  }

  /// Marks and carriage returns make other graphemes of the signs by which readers part cells.
  @Test func cellsAreQuotedByScalars() {
    let cases = [
      ("a,\u{301}b", "\"a,\u{301}b\""), ("a\r\nb", "\"a\r\nb\""), ("a\rb", "\"a\rb\""),
      ("\"\u{301}", "\"\"\"\u{301}\""), ("=\u{301}1", "'=\u{301}1"), ("-1.5", "-1.5"), ("a b", "a b"),
    ]
    for (text, cell) in cases {
      #expect(Array(ScoreTable.escaped(text).unicodeScalars) == Array(cell.unicodeScalars), "\(cell)")
    }
  }

  @Test(arguments: [(0.0, "0.00"), (-0.126, "-0.13"), (59.094, "59.09"), (7.005, "7.00"), (100, "100.00")])
  func decimals(value: Double, text: String) { #expect(twoDecimals(value) == text) }

  @Test func rankingPutsTheBestFirstAndKeepsTheOrderOfEquals() throws {
    var other = FluidEvaluation()
    other.add(prediction: Self.raster([1, 0, 0, 0]), label: Self.raster([1, 0, 0, 0]), subject: "a")
    let best = Scores(name: "best", settings: [:], evaluation: other, frames: ["a_1"])
    let twin = Scores(name: "twin", settings: [:], evaluation: other, frames: ["a_1"])
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try RankedModel.write([Self.scores, best, twin].map { ($0.name, $0.pooledDice) }, to: path)
    let ranked = try JSONDecoder().decode(
      [RankedModel].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(ranked.map(\.name) == ["best", "twin", "row"])
  }
}
