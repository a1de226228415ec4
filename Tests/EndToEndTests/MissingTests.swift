import Foundation
import Testing

/// `--allow-missing`: a record will do where nobody reads the outputs.
@Suite struct MissingTests {
  private static let pipeline = """
    name: missing
    params: {a: {n: 1}, c: {m: 2}}
    stages:
      one: {target: one, deps: {raw: data/raw.txt}, params: [a], outs: {o: artifacts/one.txt}}
      two: {target: two, deps: {o: artifacts/one.txt}, outs: {t: artifacts/two.txt}}
      three: {target: three, deps: {t: artifacts/two.txt}, params: [c], outs: {t: artifacts/three.txt}}
    """

  /// A workspace that is done, whose first output is gone from its place and from the store.
  private func scratch() throws -> Scratch {
    let copy = { (role: String, name: String) in
      "sed 's/$/ \(name)/' \"$root/artifacts/\(role).txt\" > out/artifacts/\(name).txt"
    }
    let scratch = try Scratch(
      Self.pipeline,
      stages: [
        "one": "cp \"$root/data/raw.txt\" out/artifacts/one.txt", "two": copy("one", "two"),
        "three": copy("two", "three"),
      ])
    try scratch.write("raw\n", to: "data/raw.txt")
    #expect(try scratch.fovea().code == 0)
    try scratch.remove("artifacts/one.txt")
    try scratch.remove(".fovea/store")
    return scratch
  }

  @Test func whatNobodyReadsNeedNotBeHere() throws {
    let scratch = try scratch()
    let plain = try scratch.fovea("status")
    #expect(plain.code == 2 && plain.output.contains("missing  one"), "\(plain)")
    let status = try scratch.fovea("status", "--allow-missing")
    #expect(status.code == 0 && status.output.contains("not here: artifacts/one.txt"), "\(status)")
    let cells = try #require(
      try scratch.fovea("status", "--allow-missing", "--json").document()["cells"] as? [[String: Any]])
    #expect(cells.first?["absent"] as? [String] == ["artifacts/one.txt"])
    let run = try scratch.fovea("run", "--allow-missing")
    #expect(run.code == 0 && run.output.hasPrefix("ran 0, restored 0, fresh 3"), "\(run)")
    #expect(!scratch.exists("artifacts/one.txt"))
  }

  /// A part of a folder that is not here need not be here either.
  @Test func whatLiesInAFolderNeedNotBeHere() throws {
    let scratch = try ChainTests().done()
    let digest = try scratch.shell("sha256sum artifacts/one/f.txt | cut -c1-64")
    try scratch.remove("artifacts/one")
    try scratch.remove(".fovea/store/objects/\(digest.prefix(2))/\(digest.dropFirst(2))")
    let status = try scratch.fovea("status", "--allow-missing")
    #expect(status.code == 0 && status.output.contains("fresh  two"), "\(status)")
    let run = try scratch.fovea("run", "--allow-missing")
    #expect(run.output.hasPrefix("ran 0, restored 0, fresh 2"), "\(run)")
  }

  @Test func whatRunsGetsWhatItReads() throws {
    let scratch = try scratch()
    // Stage three reads two, which is here; one may stay away.
    let third = try scratch.fovea("run", "--allow-missing", "--set", "c.m=3")
    #expect(third.code == 0 && third.output.hasPrefix("ran 1, restored 0, fresh 2"), "\(third)")
    // Stage two reads one: the code of two changed.
    try scratch.stage("two", "cat \"$root/artifacts/one.txt\" > out/artifacts/two.txt")
    let plan = try scratch.fovea("run", "--allow-missing", "--dry-run", "--set", "c.m=3")
    #expect(plan.output.contains("run    one") && plan.output.contains("run    two"), "\(plan)")
    let second = try scratch.fovea("run", "--allow-missing", "--set", "c.m=3")
    #expect(second.code == 0 && second.output.hasPrefix("ran 3, restored 0, fresh 0"), "\(second)")
    #expect(try scratch.read("artifacts/three.txt") == "raw three\n")
    try scratch.expectNothingToDo("--set", "c.m=3")
  }

  /// A stage that is needed again gives the same; what waits for it needs nothing of its own.
  @Test func whatTurnsOutFreshNeedsNothing() throws {
    let scratch = try Scratch(
      """
      name: fork
      params: {c: {m: 2}}
      stages:
        frames: {target: frames, outs: {o: artifacts/frames.txt}}
        net: {target: net, deps: {o: artifacts/frames.txt}, outs: {w: artifacts/net.txt}}
        row: {target: row, deps: {o: artifacts/frames.txt, w: artifacts/net.txt}, outs: {t: artifacts/row.txt}}
        other: {target: other, deps: {o: artifacts/frames.txt}, params: [c], outs: {t: artifacts/other.txt}}
        table: {target: table, deps: {a: artifacts/row.txt, b: artifacts/other.txt}, outs: {t: artifacts/table.txt}}
      """,
      stages: [
        "frames": "echo frames > out/artifacts/frames.txt", "net": "echo net > out/artifacts/net.txt",
        "row": "cat \"$root/artifacts/net.txt\" > out/artifacts/row.txt",
        "other": "grep -o '\"m\":[0-9]*' context.json > out/artifacts/other.txt",
        "table": "cat \"$root/artifacts/row.txt\" \"$root/artifacts/other.txt\" > out/artifacts/table.txt",
      ])
    #expect(try scratch.fovea().code == 0)
    for path in ["artifacts/frames.txt", "artifacts/net.txt", ".fovea/store"] { try scratch.remove(path) }
    let run = try scratch.fovea("run", "--allow-missing", "--set", "c.m=3")
    #expect(run.code == 0 && run.output.hasPrefix("ran 3, restored 0, fresh 2"), "\(run)")
    #expect(!scratch.exists("artifacts/net.txt") && scratch.exists("artifacts/frames.txt"))
    #expect(try scratch.read("artifacts/table.txt") == "net\n\"m\":3\n")
  }

  /// A maker that gives other bytes than on record takes the ground from those that were fresh by the record.
  @Test func whatComesOutOtherwiseIsTold() throws {
    let scratch = try Scratch(
      """
      name: chance
      params: {c: {m: 2}}
      stages:
        net: {target: net, outs: {w: artifacts/net.txt}}
        row: {target: row, deps: {w: artifacts/net.txt}, outs: {t: artifacts/row.txt}}
        other: {target: row, deps: {w: artifacts/net.txt}, params: [c], outs: {t: artifacts/other.txt}}
      """,
      stages: [
        "net": "date +%N > out/artifacts/net.txt",
        "row": """
        for o in row other; do
          if grep -q "artifacts/$o.txt" context.json; then cp "$root/artifacts/net.txt" out/artifacts/$o.txt; fi
        done
        """,
      ])
    #expect(try scratch.fovea().code == 0)
    for path in ["artifacts/net.txt", ".fovea/store"] { try scratch.remove(path) }
    let run = try scratch.fovea("run", "--allow-missing", "--keep-going", "--set", "c.m=3")
    #expect(run.code == 1 && run.error.contains("came out otherwise than on record"), "\(run)")
    let again = try scratch.fovea("run", "--allow-missing", "--set", "c.m=3")
    #expect(again.code == 0 && again.output.hasPrefix("ran 2, restored 0, fresh 1"), "\(again)")
    #expect(try scratch.read("artifacts/row.txt") == scratch.read("artifacts/net.txt"))
  }

  /// Only what somebody counted on has to come out as it was.
  @Test func whatNobodyReadsMayComeOutOtherwise() throws {
    let scratch = try Scratch(
      """
      name: chance
      params: {c: {m: 2}}
      stages:
        net: {target: net, outs: {w: artifacts/net.txt, log: artifacts/log.txt}}
        row: {target: row, deps: {w: artifacts/net.txt}, outs: {t: artifacts/row.txt}}
        other: {target: other, deps: {w: artifacts/net.txt}, params: [c], outs: {t: artifacts/other.txt}}
      """,
      stages: [
        "net": "echo net > out/artifacts/net.txt; date +%N > out/artifacts/log.txt",
        "row": "cp \"$root/artifacts/net.txt\" out/artifacts/row.txt",
        "other": "cp \"$root/artifacts/net.txt\" out/artifacts/other.txt",
      ])
    #expect(try scratch.fovea().code == 0)
    let log = try scratch.read("artifacts/log.txt")
    for path in ["artifacts/net.txt", "artifacts/log.txt", ".fovea/store"] { try scratch.remove(path) }
    let run = try scratch.fovea("run", "--allow-missing", "--set", "c.m=3")
    #expect(run.code == 0 && run.output.hasPrefix("ran 2, restored 0, fresh 1"), "\(run)")
    #expect(try scratch.read("artifacts/log.txt") != log)
    try scratch.expectNothingToDo("--set", "c.m=3")
  }

  /// A ranking, what it ranks, and another stage that reads something else of its maker.
  private func ranked() throws -> Scratch {
    let scratch = try Scratch(
      """
      name: ranked
      params: {c: {m: 2}}
      stages:
        rank: {target: rank, outs: {r: artifacts/rank.json, w: artifacts/w.txt}}
        net:
          target: net
          matrix: {model: {from: artifacts/rank.json, top: 1}}
          outs: {o: "artifacts/net/${item.model}.txt"}
        other: {target: other, deps: {w: artifacts/w.txt}, params: [c], outs: {t: artifacts/other.txt}}
      """,
      stages: [
        "rank": """
        echo '["a", "b'$(date +%N)'"]' > out/artifacts/rank.json
        echo w > out/artifacts/w.txt
        """,
        "net": "echo net > out/artifacts/net/a.txt",
        "other": "cp \"$root/artifacts/w.txt\" out/artifacts/other.txt",
      ])
    let first = try scratch.fovea()
    #expect(first.code == 0, "\(first)")
    return scratch
  }

  @Test func aRankingThatIsGoneIsMadeAnew() throws {
    let scratch = try ranked()
    for path in ["artifacts/rank.json", ".fovea/store"] { try scratch.remove(path) }
    let plan = try scratch.fovea("run", "--allow-missing", "--dry-run")
    #expect(plan.output.contains("run    rank"), "\(plan)")
    let run = try scratch.fovea("run", "--allow-missing")
    #expect(run.code == 0 && run.output.hasPrefix("ran 1, restored 0, fresh 2"), "\(run)")
    try scratch.expectNothingToDo()
  }

  /// A ranking is counted on by the cells that are there by it.
  @Test func aRankingThatComesOutOtherwiseIsTold() throws {
    let scratch = try ranked()
    for path in ["artifacts/w.txt", ".fovea/store"] { try scratch.remove(path) }
    let run = try scratch.fovea("run", "--allow-missing", "--set", "c.m=3")
    #expect(run.code == 1 && run.error.contains("came out otherwise than on record"), "\(run)")
    let again = try scratch.fovea("run", "--allow-missing", "--set", "c.m=3")
    #expect(again.code == 0 && again.output.hasPrefix("ran 1, restored 0, fresh 2"), "\(again)")
    try scratch.expectNothingToDo("--set", "c.m=3")
  }

  /// What cannot run for want of raw data needs nothing, in the plan as in the run.
  @Test func whatLacksRawDataNeedsNothing() throws {
    let scratch = try Scratch(
      """
      name: lacking
      params: {c: {m: 2}}
      stages:
        net: {target: net, outs: {w: artifacts/net.txt}}
        row: {target: row, deps: {w: artifacts/net.txt, raw: data/raw.txt}, params: [c], outs: {t: artifacts/row.txt}}
      """,
      stages: [
        "net": "echo net > out/artifacts/net.txt",
        "row": "cp \"$root/artifacts/net.txt\" out/artifacts/row.txt",
      ])
    try scratch.write("raw\n", to: "data/raw.txt")
    #expect(try scratch.fovea().code == 0)
    for path in ["artifacts/net.txt", "data/raw.txt", ".fovea/store"] { try scratch.remove(path) }
    let status = try scratch.fovea("status", "--allow-missing", "--set", "c.m=3")
    #expect(status.output.contains("not here: artifacts/net.txt"), "\(status)")
    let run = try scratch.fovea("run", "--allow-missing", "--set", "c.m=3")
    #expect(run.code == 1 && run.output.hasPrefix("ran 0, restored 0, fresh 1, failed 1"), "\(run)")
    #expect(!scratch.exists("artifacts/net.txt"))
  }

  /// What waits for a stage that cannot run needs nothing either.
  @Test func whatWaitsForAStuckStageNeedsNothing() throws {
    let scratch = try Scratch(
      """
      name: stuck
      params: {c: {m: 2}}
      stages:
        net: {target: net, outs: {w: artifacts/net.txt}}
        raw: {target: raw, deps: {raw: data/raw.txt}, params: [c], outs: {t: artifacts/raw.txt}}
        row: {target: row, deps: {w: artifacts/net.txt, r: artifacts/raw.txt}, params: [c], outs: {t: artifacts/row.txt}}
      """,
      stages: [
        "net": "echo net > out/artifacts/net.txt", "raw": "cp \"$root/data/raw.txt\" out/artifacts/raw.txt",
        "row": "cp \"$root/artifacts/net.txt\" out/artifacts/row.txt",
      ])
    try scratch.write("raw\n", to: "data/raw.txt")
    #expect(try scratch.fovea().code == 0)
    for path in ["artifacts/net.txt", "data/raw.txt", ".fovea/store"] { try scratch.remove(path) }
    let plan = try scratch.fovea("run", "--allow-missing", "--dry-run", "--set", "c.m=3")
    #expect(!plan.output.contains("run  net") && !plan.output.contains("run    net"), "\(plan)")
    let run = try scratch.fovea("run", "--allow-missing", "--set", "c.m=3")
    #expect(run.code == 1 && run.output.hasPrefix("ran 0, restored 0, fresh 1, failed 1"), "\(run)")
    #expect(!scratch.exists("artifacts/net.txt"))
  }

  @Test func aForcedStageGetsWhatItReads() throws {
    let scratch = try scratch()
    let run = try scratch.fovea("run", "two", "--force", "--allow-missing")
    #expect(run.code == 0 && run.output.hasPrefix("ran 2, restored 0, fresh 0"), "\(run)")
  }

  @Test func editsAndOtherKeysAndRawDataAreNoneOfIt() throws {
    let scratch = try scratch()
    try scratch.write("mine\n", to: "artifacts/two.txt")
    let edited = try scratch.fovea("status", "--allow-missing")
    #expect(
      edited.code == 2 && edited.output.contains("missing  one"), "an edit is made anew of it: \(edited)")
    let other = try scratch.fovea("status", "--allow-missing", "--set", "a.n=2")
    #expect(other.code == 2 && other.output.contains("stale"), "\(other)")
    try scratch.remove("data/raw.txt")
    let raw = try scratch.fovea("status", "--allow-missing")
    #expect(raw.code == 2 && raw.output.contains("input removed"), "raw data are never optional: \(raw)")
  }
}
