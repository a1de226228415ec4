import Foundation
import Glibc
import Testing

/// Stages that claim what is not so, and inputs, clocks and sources that move while they run.
@Suite struct LyingStageTests {
  static let pipeline = """
    name: lying
    stages:
      one:
        target: one
        sandbox: off
        deps: {raw: raw.txt, folder: folder}
        outs: {o: artifacts/one.txt, d: artifacts/d/}
    """
  static let good = "cat \"$root/raw.txt\" > out/artifacts/one.txt; echo d > out/artifacts/d/f"

  func scratch(_ one: String = good) throws -> Scratch {
    let scratch = try Scratch(Self.pipeline, stages: ["one": one])
    try scratch.write("raw\n", to: "raw.txt")
    try scratch.write("inner\n", to: "folder/inner.txt")
    return scratch
  }

  /// Reliability cases 48 and 49.
  @Test(arguments: [
    ("true", "expected a file, found nothing"),
    ("echo x > out/artifacts/one.txt", "expected a folder with something in it, found an empty one"),
    (good + "; echo y > out/artifacts/other.txt", "'artifacts/other.txt' was written"),
    (good + "; ln -s /etc/passwd out/artifacts/d/link", "is a link or device"),
    (good + "; mkfifo out/artifacts/d/fifo", "is a link or device"),
    (
      "rmdir out/artifacts/d; echo x > out/artifacts/d; echo x > out/artifacts/one.txt",
      "expected a folder, found a file"
    ),
    (good + "; exit 3", "exited with code 3"), (good + "; kill -9 $$", "killed (signal 9)"),
    (good + "; kill -TERM $$", "signal 15"), (good + "; kill -SEGV $$", "memory fault"),
  ])
  func failureIsNotSuccess(script: String, words: String) throws {
    let scratch = try scratch(script)
    try scratch.expectRefused(words, "one")
    #expect(!scratch.exists("artifacts"))
    #expect(try scratch.fovea("status").output.hasPrefix("failed  one"))
    try scratch.stage("one", Self.good)
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.expectNothingToDo()
  }

  /// Reliability case 50.
  @Test func newBytesOfTheSameSizeAndTimeAreSeen() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().code == 0)
    try scratch.shell("sleep 2.1")
    try scratch.expectNothingToDo()
    try scratch.shell("touch -r raw.txt mark; echo wra > raw.txt; touch -r mark raw.txt")
    let run = try scratch.fovea("run", "--explain")
    #expect(run.output.hasPrefix("ran 1") && run.error.contains("input changed raw"), "\(run)")
    #expect(try scratch.read("artifacts/one.txt") == "wra\n")
  }

  static let faketime = ["x86_64", "aarch64"]
    .map { "/usr/lib/\($0)-linux-gnu/faketime/libfaketime.so.1" }
    .first { FileManager.default.fileExists(atPath: $0) }

  @Test(.enabled(if: faketime != nil, "no libfaketime"), arguments: ["-3600s", "+10y", "-10y"])
  func anotherClockIsNoChangeAndHidesNone(shift: String) throws {
    let library = try #require(Self.faketime)
    let scratch = try scratch()
    #expect(try scratch.fovea().code == 0)
    let clock = [
      "LD_PRELOAD": library, "FAKETIME": shift, "NO_FAKE_STAT": "1", "DONT_FAKE_MONOTONIC": "1",
    ]
    let same = try scratch.fovea("run", environment: clock)
    #expect(same.output.hasPrefix("ran 0, restored 0, fresh 1"), "\(same)")
    try scratch.write("wra\n", to: "raw.txt")
    try scratch.shell("touch -d '2001-01-01' raw.txt")
    #expect(try scratch.fovea("run", environment: clock).output.hasPrefix("ran 1"))
    try scratch.shell("touch -d '2040-01-01' raw.txt")
    try scratch.expectNothingToDo()
  }

  /// A link that came while the stage ran leads one output out of the workspace: none is placed without a record.
  @Test func noOutputIsPlacedWithoutTheOthers() throws {
    let scratch = try scratch(
      Self.good + "; (cd tmp; mkdir \"$root/artifacts\"; ln -s /tmp \"$root/artifacts/sub\")"
        + "; mkdir -p out/artifacts/sub; echo s > out/artifacts/sub/s.txt")
    try scratch.edit("pipeline.yaml", "d: artifacts/d/", "d: artifacts/d/, s: artifacts/sub/s.txt")
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains("a link leads to"), "\(run)")
    #expect(!scratch.exists("artifacts/one.txt") && !scratch.exists("artifacts/d"))
  }

  /// Of a folder that changed, `why` names the files.
  @Test func whyNamesTheFilesOfAFolder() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().code == 0)
    try scratch.shell(
      "echo other > folder/inner.txt; echo n > folder/new.txt; chmod -R u+w artifacts; rm artifacts/d/f; echo x > artifacts/d/g"
    )
    let input = try scratch.fovea("why", "one")
    #expect(input.output.contains("    changed inner.txt\n    added new.txt\n"), "\(input)")
    try scratch.shell("echo inner > folder/inner.txt; rm folder/new.txt")
    let output = try scratch.fovea("why", "one")
    #expect(output.output.contains("    removed f\n    added g\n"), "\(output)")
    let cells = try scratch.fovea("why", "one", "--json").document()["cells"] as? [[String: Any]]
    let reasons = cells?.first?["reasons"] as? [[String: Any]]
    #expect((reasons?.first?["files"] as? [[String: Any]])?.map { $0["path"] as? String } == ["f", "g"])
  }

  /// Reliability case 51: what the stage read is not known, whatever stands there in the end.
  @Test(arguments: [
    ("echo new > R", "changed while the stage ran"), ("echo more >> R", "changed while the stage ran"),
    ("echo new > t; mv t R", "changed while the stage ran"), ("rm R", "changed while the stage ran"),
    ("cp -p R t; echo new > R; cp -p t R", "was written to while the stage ran"),
    ("cp -p R t; mv R u; echo new > R; mv u R", "was written to while the stage ran"),
    ("echo new > F/new; rm F/new", "was written to while the stage ran"),
    ("mv F/inner.txt t; echo new > F/inner.txt; mv t F/inner.txt", "was written to while the stage ran"),
  ])
  func anInputThatMovedTaintsTheRun(script: String, words: String) throws {
    let edit = script.replacingOccurrences(of: "R", with: "\"$root/raw.txt\"")
      .replacingOccurrences(of: "F", with: "\"$root/folder\"")
    let scratch = try scratch(Self.good + "; " + "(cd tmp; \(edit))")
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains(words), "\(run)")
    #expect(run.error.contains("one") && !scratch.exists("artifacts"))
    try scratch.write("raw\n", to: "raw.txt")
    try scratch.stage("one", Self.good)
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.expectNothingToDo()
  }

  /// Reliability case 52.
  @Test func aProgramEditedMeanwhileTaintsTheRun() throws {
    let scratch = try scratch(Self.good + "; echo '# edited' >> \"$0\"")
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains("changed while it ran"), "\(run)")
    #expect(!scratch.exists("artifacts/one.txt"))
    try scratch.stage("one", Self.good)
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    try scratch.expectNothingToDo()
  }

  /// A link that is set to another file and back: what it leads to now was never written to.
  @Test(arguments: ["cur", "cur/f"])
  func aLinkThatWasSetAnewAndSetBackIsATaint(dependency: String) throws {
    let scratch = try Scratch(
      """
      name: links
      stages:
        one: {target: one, sandbox: off, deps: {d: data/\(dependency)}, outs: {o: artifacts/one.txt}}
      """,
      stages: [
        "one": """
        ln -sfn v2 "$root/data/cur"
        cat "$root/data/\(dependency)" > out/artifacts/one.txt
        ln -sfn v1 "$root/data/cur"
        """
      ])
    let inner = dependency == "cur" ? "" : "/f"
    try scratch.write("one\n", to: "data/v1\(inner)")
    try scratch.write("two\n", to: "data/v2\(inner)")
    try scratch.shell("ln -s v1 data/cur")
    try scratch.expectRefused("was written to while the stage ran")
    #expect(try scratch.fovea("status").output.hasPrefix("tainted  one"))
    try scratch.stage("one", "cat \"$root/data/\(dependency)\" > out/artifacts/one.txt")
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    #expect(try scratch.read("artifacts/one.txt") == "one\n")
    try scratch.expectNothingToDo()
  }

  /// The shell reads a long script as it goes: what it ran is known only if nobody wrote to it.
  @Test func aScriptThatWasChangedAndChangedBackIsATaint() throws {
    let padding = String(repeating: "# \(String(repeating: "x", count: 76))\n", count: 400)
    let right = """
      touch "$root/begun"
      while [ ! -e "$root/go" ]; do sleep 0.05; done
      \(padding)
      echo right > out/artifacts/one.txt
      touch "$root/ran"
      while [ ! -e "$root/end" ]; do sleep 0.05; done
      """
    let scratch = try Scratch(
      """
      name: script
      stages:
        one: {target: one, sandbox: off, outs: {o: artifacts/one.txt}}
      """, stages: ["one": right])
    let driver = try scratch.start(["run"])
    try scratch.wait { scratch.exists("begun") }
    // In place: the interpreter has this very file open.
    try scratch.shell("cp stages/one kept; sed s/right/WRONG/ kept > other; cat other > stages/one; touch go")
    try scratch.wait { scratch.exists("ran") }
    try scratch.shell("cat kept > stages/one; touch end")
    let answer = try driver.finish()
    #expect(answer.code == 1 && answer.error.contains("changed while it ran"), "\(answer)")
    #expect(!scratch.exists("artifacts/one.txt"))
    #expect(try scratch.fovea("status").output.hasPrefix("tainted  one"))
  }
}
