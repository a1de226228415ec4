import Foundation
import Testing

/// Texts of pipeline.yaml that would have a careless reader loop, guess or write where it must not.
@Suite struct HostilePipelineTests {
  static let pipeline = """
    name: hostile
    params: {word: x}
    stages:
      one:
        target: one
        deps: {raw: raw.txt}
        outs: {o: artifacts/one.txt}
    """

  func scratch(_ pipeline: String = HostilePipelineTests.pipeline) throws -> Scratch {
    let scratch = try Scratch(pipeline, stages: ["one": "cat \"$root/raw.txt\" > out/artifacts/one.txt"])
    try scratch.write("raw\n", to: "raw.txt")
    return scratch
  }

  static let bomb =
    "name: t\na: &a [x, x, x, x, x, x, x, x, x]\n"
    + zip("bcdefghi", "abcdefgh").map {
      "\($0): &\($0) [\(Array(repeating: "*\($1)", count: 9).joined(separator: ", "))]\n"
    }
    .joined()

  /// Reliability cases 26 to 28.
  @Test(arguments: [
    (bomb, "anchors and aliases are not supported"),
    ("name: t\nname: u\nstages: {}\n", "pipeline.yaml:2:1: key 'name' is written twice, first in line 1"),
    (
      "name: t\nstages:\n  a: {target: a}\n  b: {target: b}\n  a: {target: c}\n",
      "key 'a' is written twice, first in line 3"
    ),
    ("name: t\nstages:\n\tone: {}\n", "pipeline.yaml:3:1"),
    ("name: t\u{0}\nstages: {}\n", "pipeline.yaml:1:"),
    ("name: t\nstages: " + String(repeating: "[", count: 10_000), "pipeline.yaml:"),
    ("# " + String(repeating: "x", count: 10_000_000), "expected at most 1048576 bytes"),
    ("name: no\nstages: {one: {target: 1e3}}\n", "expected text, found 1e3"),
    ("name: t\nstages: {one: {target: ~}}\n", "pipeline.yaml:2:24: 'target': expected text"),
    ("name: t\nstages: {one: {target: true}}\n", "expected text, found true"),
    ("name: t\nstages: {one: {target: one, resources: {cores: \"2\"}}}\n", "a whole number"),
    ("name: t\nstagse: {}\n", "did you mean 'stages'?"),
    ("name: t\nstages: {<<: {a: {target: a}}}\n", "merge keys are not supported"),
    ("name: !!python/object t\nstages: {}\n", "tags are not supported"),
    ("name: t\nstages: {}\n---\nname: u\n", "document"),
    ("", "pipeline.yaml:1:1: expected a pipeline, found nothing"),
  ])
  func isRefusedWithAPlace(text: String, words: String) throws {
    let scratch = try scratch(text)
    try scratch.expectRefused(words, "pipeline.yaml")
    #expect(!scratch.exists("artifacts"))
  }

  @Test func otherEncodingsAreRefusedAndHarmlessOnesRead() throws {
    let scratch = try scratch()
    let text = Self.pipeline
    try #require(text.data(using: .utf16)).write(to: URL(fileURLWithPath: scratch.root + "/pipeline.yaml"))
    try scratch.expectRefused("pipeline.yaml", "UTF-8")
    try Data([0x6e, 0xff, 0x3a]).write(to: URL(fileURLWithPath: scratch.root + "/pipeline.yaml"))
    try scratch.expectRefused("expected text in UTF-8")
    try scratch.write(text.replacingOccurrences(of: "\n", with: "\r\n"), to: "pipeline.yaml")
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.write("\u{feff}" + text, to: "pipeline.yaml")
    try scratch.expectNothingToDo()
  }

  @Test(arguments: ["0o7", "2024-01-01", "no", "off", "1_000", "0x1f", "12:30:45"])
  func whatOtherReadersConvertStaysText(word: String) throws {
    let scratch = try scratch(
      Self.pipeline.replacingOccurrences(of: "word: x", with: "word: \(word)").replacingOccurrences(
        of: "target: one\n", with: "target: one\n    params: [word]\n"))
    #expect(try scratch.fovea().code == 0)
    #expect(try scratch.read("artifacts/records/one.json").contains("\"word\": \"\(word)\""))
  }

  /// Reliability case 29.
  @Test(arguments: [
    "../x", "/tmp/x", ".", "''", "artifacts/../../x", "~/x", "$HOME/x", "artifacts/*.txt", "artifacts/a?",
    "artifacts//x", "./x", "artifacts/.", "\"artifacts/a\\nb\"", "artifacts/[a]", "\"artifacts/a\\\\b\"",
  ])
  func placesOutsideAreNoOutputs(path: String) throws {
    let scratch = try scratch(Self.pipeline.replacingOccurrences(of: "artifacts/one.txt", with: path))
    try scratch.expectRefused("pipeline.yaml:7:", "expected")
    #expect(!scratch.exists("artifacts"))
  }

  @Test func aLinkMadeMeanwhileLeadsNowhere() throws {
    let scratch = try scratch()
    let outside = try Scratch("name: x", stages: [:])
    try scratch.edit("pipeline.yaml", "target: one", "target: one\n    sandbox: off")
    try scratch.stage(
      "one", "cat \"$root/raw.txt\" > out/artifacts/one.txt; ln -s '\(outside.root)' \"$root/artifacts\"")
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains("expected a place inside the workspace"), "\(run)")
    #expect(!outside.exists("one.txt") && !outside.exists("records"))
  }

  /// Reliability case 30.
  @Test(arguments: [
    ("artifacts/one.txt", "artifacts/one.txt/two"), ("artifacts/a/b", "artifacts/a"),
    ("artifacts/a", "artifacts/a"),
    ("artifacts/a/", "artifacts/a/b.txt"),
  ])
  func aPathHasOneMaker(first: String, second: String) throws {
    let scratch = try scratch(
      """
      name: t
      stages:
        one: {target: one, outs: {o: \(first)}}
        two: {target: one, outs: {o: \(second)}}
      """)
    try scratch.expectRefused("pipeline.yaml:", "artifacts/")
  }

  @Test(arguments: [
    "pipeline.yaml", ".git", ".git/config", ".fovea", ".fovea/store/x", "artifacts/records", "artifacts",
  ])
  func whatBelongsToOthersIsNoOutput(path: String) throws {
    let scratch = try scratch(Self.pipeline.replacingOccurrences(of: "artifacts/one.txt", with: path))
    try scratch.expectRefused("pipeline.yaml:7:", "is not for stages to write")
  }

  @Test func anInputIsNoOutputOfTheSameStage() throws {
    let scratch = try scratch(Self.pipeline.replacingOccurrences(of: "artifacts/one.txt", with: "raw.txt"))
    try scratch.expectRefused("pipeline.yaml:", "circle: one → one")
    #expect(try scratch.read("raw.txt") == "raw\n")
  }

  /// Reliability case 31.
  @Test(arguments: [1, 2, 10])
  func aCircleIsShown(count: Int) throws {
    let stages = (0..<count).map {
      "  s\($0): {target: one, deps: {i: artifacts/\(($0 + count - 1) % count)}, outs: {o: artifacts/\($0)}}\n"
    }
    let scratch = try scratch("name: t\nstages:\n" + stages.joined())
    try scratch.expectRefused("pipeline.yaml:", "circle", "s0")
  }

  @Test func unknownStagesAndManyStages() throws {
    let unknown = try scratch(
      Self.pipeline.replacingOccurrences(of: "raw: raw.txt", with: "raw: {from: ome@*, out: o}"))
    try unknown.expectRefused("pipeline.yaml:6:", "'ome'")
    let stages = (0..<2_000).map { "  s\($0): {target: one, outs: {o: artifacts/\($0)}}\n" }
    let many = try scratch("name: t\nstages:\n" + stages.reversed().joined())
    let graph = try many.fovea("graph")
    #expect(graph.code == 0 && graph.output.contains("s1999"), "\(graph.error)")
  }
}
