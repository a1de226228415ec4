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

  /// Words of Mermaid's own would end a subgraph or begin a style where a stage is meant.
  @Test func aDiagramNamesNoStageButInLabels() throws {
    let scratch = try scratch(
      """
      name: t
      stages:
        end: {target: one, deps: {raw: raw.txt}, outs: {o: artifacts/end.txt}}
        style: {target: one, deps: {end: artifacts/end.txt}, outs: {o: artifacts/style.txt}}
      """)
    let graph = try scratch.fovea("graph", "--mermaid")
    #expect(graph.output == "flowchart LR\n  s0[\"end\"]\n  s1[\"style\"]\n  s0 --> s1\n", "\(graph)")
  }

  /// An output by another way than its path would be raw data, and fresh while its maker is stale.
  @Test(arguments: ["artifacts/./1/x", "artifacts//1/x", "./artifacts/1/x/"])
  func pathsOfOneMeaningAreOnePath(path: String) throws {
    let scratch = try self.scratch(Self.chain(path))
    try scratch.stage("two", "cat \"$root/artifacts/1/x\" > out/artifacts/2/y")
    try scratch.stage("one", "cat \"$root/raw.txt\" > out/artifacts/1/x")
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
    try scratch.expectNothingToDo()
    try scratch.write("new\n", to: "raw.txt")
    let status = try scratch.fovea("status")
    #expect(status.output.contains("maybe  two"), "\(status)")
  }

  @Test(arguments: [
    ("data/../artifacts/1/x", "leads to 'artifacts/1/x', an output of 'one'"),
    ("alias/1/x", "leads to 'artifacts/1/x', an output of 'one'"),
    ("alias/1", "holds 'artifacts/1/x', an output of 'one'"),
    ("ROOT/artifacts/1/x", "leads to 'artifacts/1/x', an output of 'one'"),
    ("ROOT", "an output of"), (".", "an output of"), ("data/..", "an output of"),
  ])
  func outputsByAnotherWayAreRefused(path: String, words: String) throws {
    let scratch = try self.scratch()
    try scratch.shell("mkdir data; ln -s artifacts alias")
    try scratch.write(
      Self.chain(path.replacingOccurrences(of: "ROOT", with: scratch.root)), to: "pipeline.yaml")
    // Whether or not anything stands there yet.
    try scratch.expectRefused("pipeline.yaml:", words)
    try scratch.expectRefused("pipeline.yaml:", words, arguments: ["status"])
    try scratch.shell("mkdir -p artifacts/1; echo x > artifacts/1/x")
    try scratch.expectRefused("pipeline.yaml:", words)
  }

  @Test func aLinkToAnOutputInARawFolderIsRefused() throws {
    let scratch = try self.scratch(Self.chain("data"))
    try scratch.stage("one", "cat \"$root/raw.txt\" > out/artifacts/1/x")
    try scratch.stage("two", "cat \"$root/data/in\" > out/artifacts/2/y")
    try scratch.shell("mkdir data; ln -s ../artifacts/1 data/inner; echo in > data/in; mkdir -p artifacts/1")
    let run = try scratch.fovea("run", "--keep-going")
    #expect(run.code == 1 && run.error.contains("an output of 'one'"), "\(run)")
    #expect(!scratch.exists("artifacts/2/y"))
    try scratch.remove("data/inner")
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.expectNothingToDo()
  }

  @Test func aMatrixValueWithASlashHidesNoMaker() throws {
    let scratch = try Scratch(
      """
      name: slash
      stages:
        two: {target: two, deps: {d: artifacts/a/b/w}, outs: {o: artifacts/y}}
        one:
          target: one
          matrix: {m: [{name: n, dir: a/b}]}
          outs: {o: "artifacts/${item.m.dir}/w"}
      """, stages: ["one": "echo w > out/artifacts/a/b/w", "two": "echo y > out/artifacts/y"])
    try scratch.expectRefused("pipeline.yaml:7", "without slashes")
    let pipeline = """
      name: slash
      stages:
        two:
          target: two
          matrix: {m: [{name: n, dir: a/b}]}
          deps: {d: "artifacts/${item.m.dir}/w"}
          outs: {o: made/y}
        one: {target: one, outs: {o: artifacts/a/b/w}}
      """
    try scratch.write(pipeline, to: "pipeline.yaml")
    try scratch.expectRefused("pipeline.yaml:6", "'artifacts/a/b/w' is an output of 'one'")
  }

  @Test func aRankingByAnotherWayIsRefused() throws {
    let scratch = try Scratch(
      """
      name: rank
      stages:
        two:
          target: two
          matrix: {m: {from: alias/rank.json}}
          outs: {o: "artifacts/two/${item.m}"}
        one: {target: one, outs: {o: artifacts/rank.json}}
      """, stages: ["one": "echo '[\"a\"]' > out/artifacts/rank.json", "two": "echo > out/artifacts/two/a"])
    try scratch.shell("ln -s artifacts alias")
    try scratch.expectRefused("leads to 'artifacts/rank.json', an output of 'one'")
    try scratch.edit("pipeline.yaml", "alias/rank", "./artifacts//rank")
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
    try scratch.expectNothingToDo()
  }

  static func chain(_ path: String) -> String {
    """
    name: chain
    stages:
      two: {target: two, deps: {d: \(path)}, outs: {o: artifacts/2/y}}
      one: {target: one, deps: {raw: raw.txt}, outs: {o: artifacts/1/x}}
    """
  }
}
