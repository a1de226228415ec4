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
    #expect(raw.code == 2 && raw.output.contains("missing"), "\(raw)")
  }
}
