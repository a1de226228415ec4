import Checkpoints
import Experiment
import Foundation
import Retina
import Segmentation
import Tensors
import Testing

/// Model cards of nets that several steps scored, each over other scans.
@Suite struct WeightsTests {
  private static let pipeline = """
    name: nets
    seed: 5
    stages:
      net:
        target: net
        matrix: {fold: [a, b]}
        deps: {given: given, split: splits/net.json}
        outs: {weights: "artifacts/nets/net/${item.fold}.safetensors"}
        metrics: {scores: "artifacts/nets/net/${item.fold}.json"}
      other:
        target: other
        matrix: {fold: [a, b]}
        deps: {given: given, split: splits/other.json}
        outs: {weights: "artifacts/nets/other/${item.fold}.safetensors"}
        metrics: {scores: "artifacts/nets/other/${item.fold}.json"}
      vote:
        target: vote
        deps: {given: given, weights: {from: net@*, out: weights}, scores: {from: net@*, out: scores}}
        outs: {intervals: artifacts/vote.csv}
        metrics: {scores: artifacts/vote.json}
      committee:
        target: committee
        deps:
          given: given
          weights: {from: net@*, out: weights}
          more-weights: {from: other@*, out: weights}
        outs: {intervals: artifacts/committee.csv}
        metrics: {scores: artifacts/committee.json}
      alone:
        target: alone
        deps: {given: given, scores: artifacts/nets/net/a.json}
        outs: {intervals: artifacts/alone.csv}
      beside:
        target: beside
        deps: {given: given, scores: artifacts/nets/net/a.json}
        outs: {intervals: artifacts/beside.csv}
    """

  private let scratch: Scratch

  init() throws {
    func cell(_ stage: String) -> String {
      """
      fold=$(sed 's/.*"fold":"\\([ab]\\)".*/\\1/' context.json)
      cp "$root/given/\(stage)-$fold.safetensors" "out/artifacts/nets/\(stage)/$fold.safetensors"
      cp "$root/given/\(stage)-$fold.json" "out/artifacts/nets/\(stage)/$fold.json"
      """
    }
    func files(_ names: String) -> String {
      "for f in \(names); do cp \"$root/given/$f\" out/artifacts/; done"
    }
    scratch = try Scratch(
      Self.pipeline,
      stages: [
        "net": cell("net"), "other": cell("other"), "vote": files("vote.json vote.csv"),
        "committee": files("committee.json committee.csv"), "alone": files("alone.csv"),
        "beside": files("beside.csv"),
      ])
    try give()
    for stage in ["net", "other"] { try scratch.write("{}", to: "splits/\(stage).json") }
    let run = try scratch.fovea()
    #expect(run.code == 0 && run.output.hasPrefix("ran 8"), "\(run)")
  }

  /// Ten pixels of fluid in a scan of each subject, of which so many were found.
  private static func scores(_ name: String, _ found: [Int], from first: Int = 0) -> Scores {
    func raster(_ fluid: Int) -> Raster {
      Raster(width: 4, height: 3, pixels: (0..<12).map { $0 < fluid ? 1 : 0 })
    }
    var evaluation = FluidEvaluation()
    for (index, count) in found.enumerated() {
      evaluation.add(prediction: raster(count), label: raster(10), subject: "s\(first + index)")
    }
    return Scores(
      name: name, settings: [:], evaluation: evaluation,
      frames: found.indices.map { "s\(first + $0)_1" })
  }

  /// What the stages put in their places.
  private func give() throws {
    try scratch.write("", to: "given/folds")
    func path(_ name: String) -> String { "\(scratch.root)/given/\(name)" }
    for (index, name) in ["net-a", "net-b", "other-a", "other-b"].enumerated() {
      let meta = [
        "model": "recipe", "fold": "\(name.suffix(1))", "band": "64", "crop": "48", "frame": "filled",
      ]
      try SegmentationNet(.smallData(width: 4), seed: UInt64(index))
        .checkpoint(meta: meta.mapValues { .string($0) })
        .write(to: path("\(name).safetensors"), as: .safetensors)
    }
    let row = "recipe, seed 1"
    let own = Self.scores(row, [4, 6, 7])
    try own.write(to: path("net-a.json"))
    try Self.scores(row, [8, 9, 5], from: 3).write(to: path("net-b.json"))
    for (fold, first) in [("a", 0), ("b", 3)] {
      try Self.scores("transfer none", [3, 3, 4], from: first).write(to: path("other-\(fold).json"))
    }
    let (vote, all) = (Self.scores("vote", [5, 7, 8, 9, 9, 6]), Self.scores(row, [4, 6, 7, 8, 9, 5]))
    let committee = Self.scores("vote", [10, 10, 10, 10, 10, 9])
    try Scores.write([vote], to: path("vote.json"))
    try Scores.write([committee], to: path("committee.json"))
    let nothing = Self.scores("nothing", [0, 0, 0])
    for (name, rows, references) in [
      ("vote", [vote, all], [vote]), ("committee", [committee, all], [committee]), ("alone", [own], []),
      ("beside", [own, nothing], [nothing]),
    ] {
      let table = IntervalTable(rows, references: references, bootstrap: SubjectBootstrap(seed: 5))
      try scratch.write(table.csv, to: "given/\(name).csv")
    }
  }

  private func card(_ subject: String) throws -> String {
    let answer = try scratch.fovea("export", "weights", subject, "--out", "card")
    #expect(answer.code == 0, "\(answer)")
    defer { try? scratch.remove("card") }
    return try scratch.read("card/MODEL_CARD.md")
  }

  /// Every row of a table has as many cells as its heading.
  private func expectTables(_ card: String, place: SourceLocation = #_sourceLocation) {
    var width: Int?
    for line in card.split(separator: "\n", omittingEmptySubsequences: false) {
      let bars = line.hasPrefix("|") ? line.count { $0 == "|" } : nil
      #expect(width == nil || bars == nil || bars == width, "\(line)", sourceLocation: place)
      width = bars
    }
  }

  /// The committee asked other nets, too: its scores are not those of the votes alone.
  @Test func aJudgeAskedTheseNetsAndNoOthers() throws {
    let votes = try card("net")
    #expect(
      votes.contains("| metric | vote |\n") && votes.contains("| fluid Dice, pooled % | 84.62 |"), "\(votes)")
    #expect(votes.contains("Of `vote`:\n") && votes.contains("| vote | 84.62 | "), "\(votes)")
    #expect(!votes.contains("committee") && !votes.contains("99.16"), "\(votes)")
    expectTables(votes)
    let all = try card("artifacts/nets")
    #expect(all.contains("| metric | committee |\n") && all.contains("Of `committee`:\n"), "\(all)")
    #expect(all.contains("| fluid Dice, pooled % | 99.16 |"), "\(all)")
  }

  @Test func netsWithoutAJudgeHaveScoresOfTheirOwn() throws {
    let others = try card("other")
    #expect(
      others.contains("| metric | other@a | other@b |\n") && others.contains("Each net by itself"),
      "\(others)")
    #expect(others.contains("| subjects | 3 | 3 |\n"), "\(others)")
    expectTables(others)
  }

  /// Rows of the same name over the scans of other nets, too, are not this net's.
  @Test func anIntervalIsOfTheScoresThatAreShown() throws {
    let one = try card("net@a")
    #expect(
      one.contains("| metric | net@a |\n") && one.contains("| fluid Dice, pooled % | 72.34 |"), "\(one)")
    #expect(
      one.contains("Of `alone`:\n") && one.contains("Of `beside`:\n") && !one.contains("`vote`"), "\(one)")
    #expect(one.ranges(of: "| recipe, seed 1 | 72.34 | ").count == 2 && !one.contains("78.79"), "\(one)")
    #expect(one.ranges(of: "| minus nothing |").count == 1, "a table has its own columns: \(one)")
    #expect(one.contains("The p are those of single comparisons"), "\(one)")
    expectTables(one)
  }

  /// The fold that judged a net is told, not the one that its cell is called after; and whose scans chose settings.
  @Test func anInnerJudgeIsTold() throws {
    let judged = try Scratch(
      """
      name: judged
      params:
        data: {source: duke}
        trials: {judge: {value: inner, one of: [fold, inner]}}
      stages:
        split:
          target: split
          deps: {given: given}
          params: [data.source]
          outs: {split: artifacts/split.json}
        net:
          target: net
          deps: {given: given, split: artifacts/split.json}
          params: [trials.judge]
          outs: {weights: artifacts/net.safetensors}
      """,
      stages: [
        "split": "cp \"$root/given/split.json\" out/artifacts/",
        "net": "cp \"$root/given/net.safetensors\" out/artifacts/",
      ])
    let frames = (1...3).map { number in
      Frame(
        id: FrameID(subject: Subject(number), slice: 4), width: 2, height: 2, fluidPixels: [1], pitch: .duke)
    }
    let split = try Split(.leaveOneOut, of: FrameManifest(frames: frames))
    try judged.write(
      String(decoding: ChosenFold(split: split, chosen: "S3").json(), as: UTF8.self), to: "given/split.json")
    let meta = ["model": "recipe", "fold": "S1", "band": "64", "crop": "48", "frame": "filled"]
    try SegmentationNet(.smallData(width: 4), seed: 1).checkpoint(meta: meta.mapValues { .string($0) })
      .write(to: "\(judged.root)/given/net.safetensors", as: .safetensors)
    func card(_ settings: String...) throws -> String {
      let run = try judged.start(["run"] + settings, environment: [:]).finish()
      #expect(run.code == 0, "\(run)")
      let answer = try judged.fovea("export", "weights", "net", "--out", "card")
      #expect(answer.code == 0, "\(answer)")
      defer { try? judged.remove("card") }
      return try judged.read("card/MODEL_CARD.md")
    }
    let inner = try card()
    #expect(inner.contains("- fold S1, judged by S2: learned from 1 scans of 1 subjects; 1"), "\(inner)")
    #expect(inner.contains("chosen on scans of this exam (S2; docs/decisions/006)"), "\(inner)")
    let own = try card("--set", "trials.judge=fold")
    #expect(own.contains("- fold S1: learned from 2 scans of 2 subjects; 1 scans of 1 subjects held out"))
    #expect(!own.contains("settings were chosen"), "nobody chose by S1: \(own)")
  }

  /// Scores over the folds of one split say nothing of nets that were trained by another.
  @Test func netsOfTwoSplitsHaveNoCardTogether() throws {
    try scratch.write("{\"folds\": 2}", to: "splits/other.json")
    let run = try scratch.fovea()
    #expect(run.code == 0 && run.output.hasPrefix("ran 2"), "\(run)")
    let both = try scratch.fovea("export", "weights", "artifacts/nets", "--out", "card")
    #expect(
      both.code == 64 && both.error.contains("one split, found net@a, net@b beside other@a, other@b"),
      "\(both)")
    #expect(!scratch.exists("card"))
    #expect(try card("other").contains("other@b"))
  }
}
