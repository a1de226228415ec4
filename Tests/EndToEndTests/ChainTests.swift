import Foundation
import Testing

/// Two stages in a row: what makes them run, and what does not.
@Suite struct ChainTests {
  static let pipeline = """
    name: chain
    params: {a: {n: 1}, b: {m: 2}}
    stages:
      one:
        target: one
        deps: {raw: data/raw.txt}
        params: [a]
        outs: {o: artifacts/one/}
      two:
        target: two
        deps: {o: artifacts/one/f.txt}
        params: [b]
        outs: {t: artifacts/two.txt}
    """
  static let one = "cut -c1-3 \"$root/data/raw.txt\" > out/artifacts/one/f.txt"
  static let two = """
    cat "$root/artifacts/one/f.txt" > out/artifacts/two.txt
    grep -o '"m":[0-9]*' context.json >> out/artifacts/two.txt
    """

  func scratch() throws -> Scratch {
    let scratch = try Scratch(Self.pipeline, stages: ["one": Self.one, "two": Self.two])
    try scratch.write("abcdef\n", to: "data/raw.txt")
    return scratch
  }

  /// A workspace whose first run is done.
  func done() throws -> Scratch {
    let scratch = try scratch()
    let first = try scratch.fovea()
    #expect(first.code == 0 && first.output.hasPrefix("ran 2, restored 0, fresh 0, failed 0"), "\(first)")
    return scratch
  }

  @Test func runsOnce() throws {
    let scratch = try scratch()
    let status = try scratch.fovea("status")
    #expect(status.code == 2 && status.output.contains("stale  one  never ran"), "\(status)")
    let run = try scratch.fovea()
    #expect(run.code == 0 && run.output.hasPrefix("ran 2"), "\(run)")
    #expect(try scratch.read("artifacts/two.txt") == "abc\n\"m\":2\n")
    #expect(scratch.exists("artifacts/records/one.json"))
    try scratch.expectNothingToDo()
  }

  @Test func aParameterGoesAndComesBack() throws {
    let scratch = try done()
    let other = try scratch.fovea("run", "--set", "b.m=3", "--explain")
    #expect(other.output.hasPrefix("ran 1, restored 0, fresh 1"), "\(other)")
    #expect(other.error.contains("parameter changed b.m: 2 → 3"))
    let back = try scratch.fovea()
    #expect(back.output.hasPrefix("ran 0, restored 1, fresh 1"), "\(back)")
    #expect(try scratch.read("artifacts/two.txt") == "abc\n\"m\":2\n")
    try scratch.expectNothingToDo()
  }

  @Test func equalOutputsEndTheChain() throws {
    let scratch = try done()
    try scratch.write("abcxyz\n", to: "data/raw.txt")
    let status = try scratch.fovea("status")
    #expect(status.output.contains("input changed raw") && status.output.contains("maybe  two"), "\(status)")
    let run = try scratch.fovea()
    #expect(run.output.hasPrefix("ran 1, restored 0, fresh 1"), "\(run)")
    try scratch.expectNothingToDo()
  }

  @Test func whatWillBePutBackIsKnownBeforehand() throws {
    let scratch = try done()
    try scratch.write("xyz\n", to: "data/raw.txt")
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
    try scratch.write("abcdef\n", to: "data/raw.txt")
    let status = try scratch.fovea("status")
    #expect(status.output.contains("restorable  one"), "\(status)")
    #expect(status.output.contains("restorable  two"), "\(status)")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 2"))
    try scratch.expectNothingToDo()
  }

  @Test func touchingAnInputIsNoChange() throws {
    let scratch = try done()
    try scratch.write("abcdef\n", to: "data/raw.txt")
    try scratch.expectNothingToDo()
  }

  @Test func dependenciesAndParametersComeAndGo() throws {
    let scratch = try done()
    try scratch.write("x", to: "data/more.txt")
    try scratch.edit(
      "pipeline.yaml", "{o: artifacts/one/f.txt}", "{o: artifacts/one/f.txt, more: data/more.txt}")
    let added = try scratch.fovea("run", "--explain")
    #expect(added.output.hasPrefix("ran 1, restored 0, fresh 1") && added.error.contains("input added more"))
    try scratch.edit("pipeline.yaml", ", more: data/more.txt", "")
    #expect(try scratch.fovea("why", "two").output.contains("input removed more"))
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"))
    try scratch.edit("pipeline.yaml", "params: [b]", "params: [b, a]")
    #expect(try scratch.fovea("why", "two").output.contains("parameter added a.n"))
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.expectNothingToDo()
  }

  @Test func outputsEditedOrDeletedArePutBack() throws {
    let scratch = try done()
    try scratch.write("mine\n", to: "artifacts/two.txt")
    #expect(try scratch.fovea("status").output.contains("edited  two  output edited artifacts/two.txt"))
    let run = try scratch.fovea()
    #expect(run.output.hasPrefix("ran 0, restored 1, fresh 1"), "\(run)")
    #expect(run.error.contains("kept as object"), "an edit is never lost: \(run.error)")
    #expect(try scratch.read("artifacts/two.txt") == "abc\n\"m\":2\n")
    try scratch.remove("artifacts/one")
    #expect(try scratch.fovea("status").output.contains("missing  one  output missing artifacts/one"))
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1, fresh 1"))
    try scratch.expectNothingToDo()
  }

  @Test func whatCannotBePutBackIsNotPromised() throws {
    let scratch = try done()
    try scratch.remove(".fovea/store")
    try scratch.write("mine\n", to: "artifacts/one/f.txt")
    let status = try scratch.fovea("status")
    #expect(status.code == 2 && status.output.contains("edited  one"), "\(status)")
    #expect(status.output.contains("maybe   two"), "\(status)")
    #expect(try scratch.fovea().output.hasPrefix("ran 1, restored 0, fresh 1"))
    try scratch.expectNothingToDo()
  }

  @Test func whatLiesOutsideCountsByItsBytesAndNotByItsPlace() throws {
    let scratch = try Scratch(
      """
      name: outside
      params: {data: {path: {value: null, type: string}, word: x}}
      stages:
        one: {target: one, deps: {data: "${data.path}"}, params: [data], outs: {o: artifacts/o.txt}}
      """,
      stages: [
        "one":
          "cp \"$(sed 's/.*\"data\":\\[{\"path\":\"\\([^\"]*\\).*/\\1/' context.json)\" out/artifacts/o.txt"
      ])
    let places = try (0..<2).map { _ in try Scratch("name: x", stages: [:]) }
    for place in places { try place.write("raw\n", to: "raw.txt") }
    let first = try scratch.fovea("run", "--set", "data.path=\(places[0].root)/raw.txt")
    #expect(first.code == 0 && first.output.hasPrefix("ran 1"), "\(first)")
    #expect(try scratch.read("artifacts/o.txt") == "raw\n")
    #expect(try !scratch.read("artifacts/records/one.json").contains(places[0].root))
    try scratch.expectNothingToDo("--set", "data.path=\(places[1].root)/raw.txt")
    try places[1].write("other\n", to: "raw.txt")
    let other = try scratch.fovea("run", "--set", "data.path=\(places[1].root)/raw.txt", "--explain")
    #expect(other.output.hasPrefix("ran 1") && other.error.contains("input changed data"), "\(other)")
  }

  @Test func aDamagedRecordOrStoreOnlyCostsARun() throws {
    let scratch = try done()
    try scratch.write("{", to: "artifacts/records/two.json")
    #expect(try scratch.fovea("status").output.contains("record damaged"))
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"))
    try scratch.remove("artifacts/two.txt")
    try scratch.remove(".fovea/store")
    #expect(try scratch.fovea().output.hasPrefix("ran 1, restored 0, fresh 1"))
    try scratch.remove(".fovea")
    try scratch.expectNothingToDo()
  }

  @Test func aRenamedStageIsRestored() throws {
    let scratch = try done()
    try scratch.edit("pipeline.yaml", "  two:\n", "  zwei:\n")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1, fresh 1"))
    try scratch.expectNothingToDo()
  }

  @Test func choosesForcesAndPlans() throws {
    let scratch = try scratch()
    let plan = try scratch.fovea("run", "--dry-run")
    #expect(plan.code == 0 && plan.output.contains("nothing was run") && !scratch.exists("artifacts"))
    #expect(try scratch.fovea("run", "two", "--only").code == 1, "its input is not there")
    #expect(try scratch.fovea("run", "one").output.hasPrefix("ran 1, restored 0, fresh 0"))
    #expect(try scratch.fovea("run", "two").output.hasPrefix("ran 1, restored 0, fresh 1"))
    #expect(try scratch.fovea("run", "two", "--force").output.hasPrefix("ran 1, restored 0, fresh 1"))
    #expect(try scratch.fovea("run", "--force").output.hasPrefix("ran 2"))
    try scratch.write("zzz\n", to: "data/raw.txt")
    #expect(try scratch.fovea("run", "two", "--only").output.hasPrefix("ran 0, restored 0, fresh 1"))
    let other = try scratch.fovea("run", "--dry-run", "--set", "b.m=9")
    #expect(other.output.contains("by earlier runs of other cells or parameters"), "\(other)")
    #expect(try scratch.fovea("run", "tow").code == 64)
    #expect(try scratch.fovea("staus").error.contains("did you mean 'fovea status'?"))
    #expect(try scratch.fovea("run").output.hasPrefix("ran 2"))
    try scratch.expectNothingToDo()
  }

  @Test func speaksJSON() throws {
    let scratch = try scratch()
    let status = try scratch.fovea("status", "--json").document()
    #expect(status["schema"] as? Int == 1)
    let cell = try #require((status["cells"] as? [[String: Any]])?.first)
    #expect(
      cell["stage"] as? String == "one" && cell["cell"] is NSNull && cell["state"] as? String == "stale")
    let reason = try #require((cell["reasons"] as? [[String: Any]])?.first)
    #expect(
      reason["kind"] as? String == "neverRan" && reason["old"] is NSNull && reason.keys.contains("name"))
    let events = try scratch.fovea("run", "--json").events()
    let cells = events.filter { $0["event"] as? String == "cell" }
    #expect(cells.map { $0["outcome"] as? String } == ["ran", "ran"])
    #expect(cells.allSatisfy { $0["seconds"] is Double && $0["stage"] is String && $0.keys.contains("cell") })
    let last = try #require(events.last)
    #expect(last["event"] as? String == "finished" && last["ran"] as? Int == 2 && last["failed"] as? Int == 0)
    let audit = try scratch.fovea("audit", "artifacts/two.txt", "--json").document()
    #expect(audit["stage"] as? String == "two" && audit["cell"] is NSNull && audit["snapshot"] is NSNull)
    #expect((audit["parameters"] as? [String: Any])?["b.m"] as? Int == 2)
    try scratch.expectNothingToDo()
  }

  /// Hours may lie in a stage that nobody waits for; what the others hang on is done, or fails, before it.
  @Test func whatOthersWaitForRunsFirst() throws {
    let scratch = try Scratch(
      """
      name: order
      stages:
        alone: {target: alone, deps: {raw: data/raw.txt}, outs: {o: artifacts/alone.txt}}
        first: {target: first, deps: {raw: data/raw.txt}, outs: {o: artifacts/first.txt}}
        second: {target: second, deps: {o: artifacts/first.txt}, outs: {o: artifacts/second.txt}}
      """,
      stages: [
        "alone": "echo a > out/artifacts/alone.txt", "first": "echo b > out/artifacts/first.txt",
        "second": "echo c > out/artifacts/second.txt",
      ])
    try scratch.write("abc", to: "data/raw.txt")
    let events = try scratch.fovea("run", "--jobs", "1", "--json").events()
    let done = events.filter { $0["event"] as? String == "cell" }.map { $0["stage"] as? String }
    #expect(done == ["first", "alone", "second"])
    try scratch.expectNothingToDo()
  }

  @Test func findsTheMakerOfACopy() throws {
    let scratch = try done()
    try scratch.write(try scratch.read("artifacts/two.txt"), to: "elsewhere/renamed.bin")
    let audit = try scratch.fovea("audit", "elsewhere/renamed.bin")
    #expect(audit.output.contains("made by  two") && audit.output.contains("data/raw.txt"), "\(audit)")
    let forward = try scratch.fovea("audit", "data/raw.txt", "--forward")
    let makers = forward.output.split(separator: "\n").map { $0.split(separator: " ").first }
    #expect(makers == ["one", "two"], "\(forward)")
    try scratch.write("nobody's", to: "elsewhere/other.bin")
    #expect(try scratch.fovea("audit", "elsewhere/other.bin").code == 1)
    try scratch.expectNothingToDo()
  }
}
