import Foundation
import Testing

/// What people and stages leave in the workspace, and values that only look alike.
@Suite struct HostileWorkspaceTests {
  /// Two stages in a row, the first of which says what it was given.
  private func scratch(_ pipeline: String = Self.pipeline) throws -> Scratch {
    let scratch = try Scratch(
      pipeline,
      stages: [
        "one":
          "{ cat \"$root/raw.txt\"; grep -o '\"parameters\":{[^}]*}' \"$1\"; echo \"$FOO\"; } > out/artifacts/one/f",
        "two": "cat \"$root/artifacts/one/f\" > out/artifacts/two.txt",
      ])
    try scratch.write("hi\n", to: "raw.txt")
    return scratch
  }

  private static let pipeline = """
    name: hostile
    params: {p: x}
    stages:
      one: {target: one, deps: {raw: raw.txt}, params: [p], env: [FOO], outs: {o: artifacts/one/}}
      two: {target: two, deps: {one: artifacts/one/f}, outs: {o: artifacts/two.txt}}
    """

  @Test(arguments: [
    ("abfss://raw@acct.net/x", "abfss://curated@acct.net/x"), ("data", "ROOT/data"),
    ("https://alice@host/x", "https://bob@host/x"), ("docker://one@sha256:0", "docker://two@sha256:0"),
    ("ROOT-raw/x", ".-raw/x"),
    ("18446744073709551615", "18446744073709551614"),
  ])
  func otherValuesAreOtherKeys(one: String, other: String) throws {
    let scratch = try scratch()
    func run(_ value: String) throws -> String {
      try scratch.fovea("run", "--set", "p=" + value.replacingOccurrences(of: "ROOT", with: scratch.root))
        .output
    }
    #expect(try run(one).hasPrefix("ran 2"))
    #expect(try run(other).hasPrefix("ran 2"))
    #expect(try run(one).hasPrefix("ran 0, restored 2"))
  }

  @Test func anotherAccountInTheEnvironmentIsAnotherKey() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea("run", environment: ["FOO": "postgres://a@db/x"]).output.hasPrefix("ran 2"))
    #expect(try scratch.fovea("run", environment: ["FOO": "postgres://b@db/x"]).output.hasPrefix("ran 2"))
    #expect(try scratch.fovea("run", environment: ["FOO": "postgres://b:new@db/x"]).output.hasPrefix("ran 0"))
  }

  /// A password may hold the sign that ends it; none of it gets on record.
  @Test func aPasswordWithTheSignThatEndsItIsOne() throws {
    let scratch = try scratch()
    let address = ["--set", "p=https://user:p@ss@w@rd@host/d"]
    #expect(try scratch.start(["run"] + address).finish().code == 0)
    #expect(try !scratch.read("artifacts/records/one.json").contains("rd@host"))
    try scratch.expectNothingToDo(address[0], address[1])
  }

  /// Unpacked archives bring times of any year.
  @Test func timesOfFarYearsAreTimes() throws {
    let scratch = try scratch()
    for year in [2500, 1905] {
      let time = timespec(tv_sec: (year - 1970) * 31_556_952, tv_nsec: 0)
      let times = [time, time]
      #expect(utimensat(AT_FDCWD, "\(scratch.root)/raw.txt", times, 0) == 0)
      #expect(try scratch.fovea().code == 0)
      try scratch.expectNothingToDo()
    }
  }

  /// What is put back and what was made can be started as little.
  @Test func outputsCannotBeStarted() throws {
    let scratch = try scratch()
    try scratch.stage(
      "one",
      "cat \"$root/raw.txt\" > out/artifacts/one/f; chmod 777 out/artifacts/one/f; env > \"$TMPDIR/seen\"")
    #expect(try scratch.fovea().code == 0)
    func mode() throws -> Int {
      let found = try FileManager.default.attributesOfItem(atPath: "\(scratch.root)/artifacts/one/f")
      return (try #require(found[.posixPermissions] as? Int)) & 0o111
    }
    #expect(try mode() == 0)
    try scratch.remove("artifacts/one")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"))
    #expect(try mode() == 0)
    try scratch.expectNothingToDo()

    try scratch.write("mine\n", to: "tool")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(scratch.root)/tool")
    try scratch.edit("pipeline.yaml", "target: one,", "target: one, sandbox: off,")
    try scratch.stage("one", "ln \"$root/tool\" out/artifacts/one/f")
    #expect(try scratch.fovea().code == 0)
    #expect(try mode() == 0)
    #expect(
      FileManager.default.isExecutableFile(atPath: "\(scratch.root)/tool"), "another name's file is its own")
    try scratch.expectNothingToDo()
  }

  /// Of the environment a stage sees what it declares, and nothing else of the person's.
  @Test func homeAndPathAreTheSameForAll() throws {
    let scratch = try scratch()
    try scratch.stage(
      "one", "echo \"$PATH\" > out/artifacts/one/f; [ -w \"$HOME\" ]; [ \"$HOME\" = \"$TMPDIR\" ]")
    let environment = ["HOME": "/nowhere", "PATH": "/opt/mine:/usr/bin:/bin"]
    #expect(try scratch.fovea("run", environment: environment).code == 0)
    #expect(try scratch.read("artifacts/one/f") == "/usr/local/bin:/usr/bin:/bin\n")
  }

  /// A matrix whose values differ in a member with a dot only.
  @Test func keysOfMatrixValuesHaveNoDots() throws {
    let scratch = try Scratch(
      """
      name: dots
      stages:
        one: {target: one, matrix: {m: [{name: x, "a.b": 1, a: {b: 2}}]}, outs: {o: "artifacts/${item.m.name}"}}
      """, stages: ["one": "true"])
    let answer = try scratch.fovea()
    #expect(answer.code != 0 && answer.error.contains("no dot in a key"), "\(answer)")
  }

  @Test func leftoversWithoutATextLockNothing() throws {
    let scratch = try scratch()
    try scratch.stage(
      "two",
      """
      cat "$root/artifacts/one/f" > out/artifacts/two.txt
      : > "$TMPDIR/$(printf '\\377')"
      cd "$TMPDIR"; i=0; n=$(printf 'd%.0s' $(seq 200))
      while [ $i -lt 18 ]; do mkdir $n; cd $n; i=$((i+1)); done
      mkdir -p $n/$n/$n
      """)
    let first = try scratch.fovea()
    #expect(first.code == 0 && first.output.hasPrefix("ran 2"), "\(first)")
    try scratch.expectNothingToDo()
  }

  /// An editor's lock is a link that leads nowhere.
  @Test func whatCannotBeFiledIsAnEditAndIsKept() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.root + "/artifacts/one/.#f", withDestinationPath: "me@host.1:2")
    let status = try scratch.fovea("status")
    #expect(status.code == 2 && status.output.contains("edited  one"), "\(status)")
    let verified = try scratch.fovea("verify")
    #expect(verified.code == 1 && verified.output.contains("edited  artifacts/one  of one"), "\(verified)")
    #expect(try scratch.fovea("restore", "one").code == 1)
    let run = try scratch.fovea()
    #expect(run.code == 0 && run.output.hasPrefix("ran 0, restored 1, fresh 1"), "\(run)")
    #expect(run.error.contains("it lies in '.fovea/aside/1' now"), "\(run.error)")
    #expect(try scratch.read(".fovea/aside/1/f").hasPrefix("hi\n"))
    try scratch.expectNothingToDo()
  }

  @Test func aKeptEditOutlivesAFailedRestore() throws {
    let scratch = try Scratch(
      "name: edit\nstages:\n  one: {target: one, outs: {a: artifacts/a.txt, b: artifacts/b.txt}}\n",
      stages: ["one": "echo a > out/artifacts/a.txt; echo bbb > out/artifacts/b.txt"])
    #expect(try scratch.fovea().output.hasPrefix("ran 1"))
    let digest = try scratch.shell("sha256sum artifacts/b.txt | cut -c1-64")
    let object = ".fovea/store/objects/\(digest.prefix(2))/\(digest.dropFirst(2))"
    #expect(scratch.exists(object))
    try scratch.remove("artifacts/b.txt")
    try scratch.remove(object)
    try scratch.write("bbX\n", to: object)
    try scratch.write("precious\n", to: "artifacts/a.txt")
    let edit = try scratch.shell("sha256sum artifacts/a.txt | cut -c1-64")
    let run = try scratch.fovea()
    #expect(run.output.hasPrefix("ran 1") && run.error.contains("kept as object \(edit)"), "\(run)")
    #expect(try scratch.read("artifacts/a.txt") == "a\n")
    #expect(try scratch.fovea("gc", "--apply").code == 0)
    #expect(scratch.exists(".fovea/store/objects/\(edit.prefix(2))/\(edit.dropFirst(2))"))
  }

  /// Where nothing can be written down nothing is replaced.
  @Test func anEditStaysWhereItCannotBeKept() throws {
    let scratch = try scratch()
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
    try FileManager.default.createDirectory(
      atPath: scratch.root + "/.fovea/kept", withIntermediateDirectories: true)
    try scratch.write("precious\n", to: "artifacts/two.txt")
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains(".fovea/kept"), "\(run)")
    #expect(try scratch.read("artifacts/two.txt") == "precious\n")
    try scratch.remove(".fovea/kept")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1"))
    #expect(try scratch.read(".fovea/kept").contains(" artifacts/two.txt\n"))
  }

  @Test func namesThatAreSpelledOtherwiseAreOthers() throws {
    let scratch = try Scratch(
      """
      name: spelling
      stages:
        one: {target: one, outs: {d: artifacts/d/}}
        two: {target: two, deps: {one: "artifacts/d/\u{e9}"}, outs: {o: artifacts/two.txt}}
      """,
      stages: [
        "one":
          "printf nfc > \"$(printf 'out/artifacts/d/\\303\\251')\"; printf nfd > \"$(printf 'out/artifacts/d/e\\314\\201')\"",
        "two": "cat \"$(printf \"$root/artifacts/d/\\303\\251\")\" > out/artifacts/two.txt",
      ])
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
    try scratch.remove("artifacts/d")
    let status = try scratch.fovea("status", "--explain")
    #expect(status.output.contains("missing  one") && !status.output.contains("input changed"), "\(status)")
    #expect(try scratch.fovea().output.hasPrefix("ran 0, restored 1, fresh 1"))
  }

  @Test func aLongNameIsAName() throws {
    let cell = String(repeating: "c", count: 160)
    let stage = String(repeating: "s", count: 90)
    let scratch = try Scratch(
      """
      name: long
      stages:
        \(stage): {target: one, matrix: {m: [\(cell), \(cell)2]}, outs: {o: "artifacts/${item.m}"}}
      """,
      stages: [
        "one":
          "for place in \(cell) \(cell)2; do grep -q \"artifacts/$place\\\"\" \"$1\" && echo x > out/artifacts/$place; done; true"
      ])
    let first = try scratch.fovea()
    #expect(first.code == 0 && first.output.hasPrefix("ran 2"), "\(first)")
    try scratch.expectNothingToDo()
  }

  @Test func rawDataStaysRawWhenAStageCopiesIt() throws {
    let scratch = try scratch()
    try scratch.stage("one", "cp \"$root/raw.txt\" out/artifacts/one/f")
    #expect(try scratch.fovea().output.hasPrefix("ran 2"))
    let audit = try scratch.fovea("audit", "raw.txt")
    #expect(audit.code == 0 && audit.output.contains("raw data: no run made it"), "\(audit)")
    #expect(audit.output.contains("one  run ") && !audit.output.contains("made by"), "\(audit)")
    let document = try scratch.fovea("audit", "raw.txt", "--json").document()
    #expect(document["run"] is NSNull && (document["readers"] as? [Any])?.count == 1, "\(document)")
    #expect(try scratch.fovea("audit", "artifacts/one/f").output.contains("made by  one"))
    // A folder as raw data, and data outside the workspace.
    for place in ["data", scratch.root + ".outside"] {
      defer { try? FileManager.default.removeItem(atPath: scratch.root + ".outside") }
      try FileManager.default.createDirectory(
        atPath: place.hasPrefix("/") ? place : scratch.root + "/data", withIntermediateDirectories: true)
      let file = (place.hasPrefix("/") ? place : scratch.root + "/data") + "/a.mat"
      try Data("eye\n".utf8).write(to: URL(fileURLWithPath: file))
      try scratch.write(
        "name: raw\nstages:\n  one: {target: one, deps: {raw: \"\(place)\"}, outs: {o: artifacts/one/}}\n",
        to: "pipeline.yaml")
      try scratch.stage("one", "cp \"\(file)\" out/artifacts/one/a.mat")
      #expect(try scratch.fovea("run", "--force").output.hasPrefix("ran 1"))
      let raw = try scratch.fovea("audit", file)
      #expect(raw.code == 0 && raw.output.contains("raw data: no run made it"), "\(place): \(raw)")
    }
  }

  @Test func restoreStaysInside() throws {
    let scratch = try scratch()
    let elsewhere = scratch.root + ".elsewhere"
    defer { try? FileManager.default.removeItem(atPath: elsewhere) }
    try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
    try scratch.edit("pipeline.yaml", "o: artifacts/two.txt", "o: artifacts/c/two.txt")
    try scratch.stage("two", "cat \"$root/artifacts/one/f\" > out/artifacts/c/two.txt")
    let run = try scratch.fovea()
    #expect(run.output.hasPrefix("ran 2"), "\(run)")
    try scratch.remove("artifacts/c")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.root + "/artifacts/c", withDestinationPath: elsewhere)
    let answer = try scratch.fovea("restore", "two")
    #expect(answer.code == 1 && answer.error.contains("a link leads to"), "\(answer)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere).isEmpty)
  }

  /// Whoever may only read a clone can ask everything of it, and is told when something has to be written.
  @Test(.enabled(if: canMount, "only who may mount can take writing away from the superuser"))
  func aCloneThatMayOnlyBeReadIsAsked() throws {
    let scratch = try ChainTests().scratch()
    let fovea = Driver.program
    func ask(_ command: String) throws -> String {
      try scratch.shell(
        "unshare -m sh -c 'mount --bind . . && mount -o remount,ro,bind . && cd \"$PWD\" && "
          + "FOVEA_STAGES=$PWD/stages \(fovea) \(command) 2>&1; echo code $?'")
    }
    #expect(try ask("status").hasSuffix("code 2"))
    #expect(try ask("log").contains("no runs on record"))
    #expect(try ask("verify").hasSuffix("code 0"))
    #expect(try ask("graph").hasSuffix("code 0"))
    #expect(try ask("gc").hasSuffix("code 0"))
    #expect(try ask("weave --check").hasSuffix("code 2"))
    #expect(try ask("run --dry-run").contains("2 to run"))
    let run = try ask("run")
    #expect(run.contains("Read-only file system") && run.hasSuffix("code 1"), "\(run)")
    #expect(!scratch.exists(".fovea"))
    #expect(try scratch.fovea().code == 0)
    try scratch.remove(".fovea/runs/index")
    #expect(try ask("status").hasSuffix("code 0"))
    #expect(try ask("audit artifacts/two.txt").hasSuffix("code 0"))
    #expect(try ask("diff two").contains("no result differs"))
  }

  private static let canMount: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "unshare -m mount --bind /tmp /tmp"]
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}
