import Foundation
import Plots
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Whether the text is well-formed XML; what stands in its elements.
final class Reader: NSObject, XMLParserDelegate {
  private(set) var elements: [String] = []
  private(set) var attributes: [[String: String]] = []
  private(set) var text = ""

  init?(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    if !parser.parse() { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append(name)
    self.attributes.append(attributes)
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}

private let loss = LineChart(
  title: "Loss & <more>", xLabel: "iteration", yLabel: "loss",
  series: [Series("train", values: [4, 2, 1, .nan, 0.5, 0.25]), Series("val", values: [3, 2.5, 2])],
  isLogarithmic: true, smoothing: 0.6)

@Suite struct FigureTests {
  private func figures() -> [String] {
    [
      loss.svg,
      LineChart(title: "empty", xLabel: "x", yLabel: "y", series: []).svg,
      LineChart(title: "one", xLabel: "x", yLabel: "y", series: [Series("a", values: [.infinity])]).svg,
      LineChart(title: "flat", xLabel: "x", yLabel: "y", series: [Series("a", values: [3, 3])]).svg,
      BarChart(
        title: "Dice", valueLabel: "fluid Dice",
        rows: [
          .init("UNet", 0.59, interval: 0.4...0.7, observations: [0.2, 0.9, .nan]), .init("nothing", .nan),
        ], references: [("graders", 0.689)]
      ).svg,
      BarChart(title: "none", valueLabel: "x", rows: []).svg,
      ConfusionMatrix(title: "Pixels", classes: ["background", "fluid"], counts: [[90, 10], [0, 0]]).svg,
    ]
  }

  @Test func everyFigureIsWellFormedAndSpeaks() throws {
    for svg in figures() {
      let reader = try #require(Reader(svg), "\(svg)")
      #expect(reader.elements.prefix(3) == ["svg", "title", "desc"])
      #expect(reader.attributes[0]["role"] == "img")
      #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
  }

  @Test func equalChartsAreEqualText() {
    #expect(figures() == figures())
  }

  @Test func brokenAndSmoothedLines() throws {
    let reader = try #require(Reader(loss.svg))
    let paths = zip(reader.elements, reader.attributes).filter { $0.0 == "path" }.compactMap { $0.1["d"] }
    // Two lines, raw and smoothed; the first is interrupted once.
    #expect(paths.count == 4)
    #expect(paths[0].filter { $0 == "M" }.count == 2 && paths[2].filter { $0 == "M" }.count == 1)
    #expect(reader.text.contains("Loss & <more>"))
    #expect(reader.text.contains("train: from 4 to 0.25; val: from 3 to 2"))
  }

  @Test func undefinedIsSaid() throws {
    let bars = try #require(Reader(figures()[4]))
    #expect(bars.text.contains("undefined") && bars.text.contains("graders 0.689"))
    let matrix = try #require(Reader(figures()[6]))
    #expect(matrix.text.contains("90 %") && matrix.text.contains("undefined"))
    #expect(matrix.text.contains("true background, predicted fluid: 10"))
  }

  @Test func aStripAndMarksAreDrawn() throws {
    var chart = loss
    let plain = try #require(Reader(chart.svg))
    chart.strip = Series("rate", values: [0.1, 0.1, 0.05, 0.05, 0.01, 0.01])
    chart.marks = [("resumed", 2.5), ("kept", 6)]
    let reader = try #require(Reader(chart.svg))
    #expect(reader.elements.count { $0 == "path" } == plain.elements.count { $0 == "path" } + 1)
    #expect(reader.attributes.count { $0["stroke-dasharray"] == "4 3" } == 2)
    #expect(reader.text.contains("resumed") && reader.text.contains("kept") && reader.text.contains("rate"))
    #expect(reader.attributes[0]["height"] == "432" && plain.attributes[0]["height"] == "360")
    #expect(reader.text.contains("iteration 2: train 2, val 2.5"), "exact values are told on pointing")
  }

  @Test func everyPointOfAStripLeadsSomewhere() throws {
    let strips = StripChart(
      title: "Dice", valueLabel: "Dice, %", undefinedLabel: "empty",
      rows: [
        .init(
          "S1", [.init("a", 40, link: "#scan:a"), .init("b", 40, link: "#scan:b"), .init("c", .nan)], mark: 60
        ),
        .init("S2", []),
      ], range: 0...100)
    let reader = try #require(Reader(strips.svg))
    #expect(reader.attributes[0]["role"] == "group", "a picture would hide its links")
    #expect(reader.attributes.compactMap { $0["href"] } == ["#scan:a", "#scan:b"])
    let centers = zip(reader.elements, reader.attributes).filter { $0.0 == "circle" }.compactMap {
      $0.1["cy"]
    }
    let across = zip(reader.elements, reader.attributes).filter {
      $0.0 == "line" && $0.1["x1"] == $0.1["x2"] && Double($0.1["stroke-opacity"] ?? "") == 1
    }
    #expect(across.count == 1, "the mark, and none where there is none")
    #expect(Set(centers).count == 2, "equal values stand beside each other")
    #expect(reader.text.contains("1 empty"))
  }

  @Test func averageIsCorrectedForItsStart() {
    let smooth = Series("a", values: [2, 4, .nan, 4]).smoothed(by: 0.5).points.map(\.y)
    #expect(smooth[0] == 2)
    #expect(abs(smooth[1] - (0.5 * 0.5 * 2 + 0.5 * 4) / 0.75) < 1e-12)
    #expect(smooth[2].isNaN)
    #expect(abs(smooth[3] - (0.125 * 2 + 0.25 * 4 + 0.5 * 4) / 0.875) < 1e-12)
  }
}
