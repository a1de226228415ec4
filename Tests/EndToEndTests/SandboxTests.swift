import CProcess
import Foundation
import Testing

/// Declared means declared: what a stage does not declare, it cannot read, write or replace.
///
/// The kernel is asked, not the driver: a driver whose sandbox broke would switch these tests off.
@Suite(.enabled(if: fovea_landlock_version() > 0, "this kernel has no Landlock")) struct SandboxTests {
  static let pipeline = """
    name: sandboxed
    stages:
      one: {target: one, deps: {raw: data/raw.txt, folder: folder}, outs: {o: artifacts/one.txt}}
    """

  func scratch(_ script: String) throws -> Scratch {
    let scratch = try Scratch(Self.pipeline, stages: ["one": script + "\necho done > out/artifacts/one.txt"])
    try scratch.write("raw\n", to: "data/raw.txt")
    try scratch.write("mine\n", to: "data/secret.txt")
    try scratch.write("listed\n", to: "folder/file.txt")
    try scratch.write("apart\n", to: "apart/file.txt")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.root + "/apart/link.txt", withDestinationPath: scratch.root + "/data/secret.txt")
    return scratch
  }

  /// Ways to get at what is not declared; each must fail the run and leave everything as it was.
  static let planted = [
    "cat \"$root/data/secret.txt\"",
    "sh -c \"cat '$root/data/secret.txt'\"",
    "sh -c \"sh -c \\\"cat '$root/data/secret.txt'\\\"\"",
    "cat ../../../data/secret.txt",
    "ln -s \"$root/data/secret.txt\" tmp/link; cat tmp/link",
    "cat \"$root/apart/link.txt\"",
    "cat \"/proc/self/root$root/data/secret.txt\"",
    "cat /proc/$PPID/environ",
    "cat \"$root/.git-config\" \"$root/data/secret.txt\"",
    "ln \"$root/data/secret.txt\" tmp/hard; cat tmp/hard",
    "mv \"$root/data/secret.txt\" tmp/moved",
    "ls \"$root/apart\"",
    "cp \"$root/data/secret.txt\" tmp/copy",
    "grep -q mine \"$root/data/secret.txt\"",
    ". \"$root/data/secret.txt\"",
    "dd if=\"$root/data/secret.txt\" of=tmp/copy status=none",
    "cat \"$root/pipeline.yaml\"",
    "ls /home > tmp/list",
    "echo x > \"$root/data/new.txt\"",
    "echo x >> \"$root/data/raw.txt\"",
    "echo x > \"$root/folder/more.txt\"",
    "rm \"$root/data/raw.txt\"",
    "mkdir \"$root/made\"",
    "mv context.json \"$root/context.json\"",
    "ln context.json \"$root/hard\"",
    "truncate -s 0 \"$root/data/raw.txt\"",
    "echo x > \"$root/artifacts-of-mine\"",
    "echo x > \"$root/.fovea/store/keys/x\"",
    "ls \"$root/.fovea/runs\"",
  ]

  @Test(arguments: planted) func undeclaredMeansRefused(script: String) throws {
    let scratch = try scratch("set -e\n" + script)
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.output.contains("failed 1"), "\(script): \(run)")
    #expect(run.error.contains("sandbox"), "\(script): \(run.error)")
    #expect(!scratch.exists("artifacts/one.txt"))
    #expect(try scratch.read("data/raw.txt") == "raw\n" && scratch.read("data/secret.txt") == "mine\n")
    #expect(!scratch.exists("data/new.txt") && !scratch.exists("made") && !scratch.exists("hard"))
  }

  @Test func itsVersionIsOnRecord() throws {
    let scratch = try scratch("true")
    let run = try scratch.fovea()
    #expect(run.code == 0, "\(run)")
    let why = try scratch.fovea("why", "one")
    #expect(why.output.contains("sandbox landlock \(fovea_landlock_version())\n"), "\(why)")
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "no python3"))
  func memoryMapsAreOpenedToo() throws {
    let scratch = try scratch("exit 0")
    // A program of the system that maps what it reads.
    try scratch.stage(
      "one", "/usr/bin/python3 -c \"import mmap; mmap.mmap(open('$root/data/secret.txt').fileno(), 0)\"")
    let run = try scratch.fovea()
    #expect(run.code == 1 && run.error.contains("the sandbox refused 'data/secret.txt'"), "\(run)")
  }

  @Test func theMessageNamesThePathAndTheLineToAdd() throws {
    let scratch = try scratch("cat \"$root/data/secret.txt\"")
    let read = try scratch.fovea()
    #expect(read.error.contains("the sandbox refused 'data/secret.txt'"), "\(read.error)")
    #expect(read.error.contains("deps: {secret: data/secret.txt}"), "\(read.error)")
    try scratch.edit("pipeline.yaml", "raw: data/raw.txt", "raw: data/raw.txt, secret: data/secret.txt")
    #expect(try scratch.fovea().code == 0)
    try scratch.expectNothingToDo()
    try scratch.stage("one", "echo x > \"$root/data/new.txt\"")
    let made = try scratch.fovea()
    #expect(made.error.contains("outs: {new: data/new.txt}"), "\(made.error)")
    try scratch.stage("one", "echo x > \"$root/data/raw.txt\"")
    #expect(try scratch.fovea().error.contains("refused to write 'data/raw.txt'"))
  }

  @Test func whatIsDeclaredCanBeUsed() throws {
    let scratch = try scratch(
      """
      cat "$root/data/raw.txt" "$root/folder/file.txt" "$root/folder/link.txt" > tmp/all
      mkdir tmp/a tmp/b; mv tmp/all tmp/a/all; ln tmp/a/all tmp/b/all; cat tmp/b/all > /dev/null
      echo words > /dev/stderr; head -c 1 /dev/urandom > tmp/random; date > tmp/date
      """)
    // A link counts as what it leads to: it is digested, and can be read.
    try FileManager.default.createSymbolicLink(
      atPath: scratch.root + "/folder/link.txt", withDestinationPath: scratch.root + "/apart/file.txt")
    let run = try scratch.fovea()
    #expect(run.code == 0, "\(run)")
    try scratch.expectNothingToDo()
    try scratch.write("changed\n", to: "apart/file.txt")
    #expect(try scratch.fovea("status").code == 2)
  }

  @Test func switchedOffItIsRecordedAndShown() throws {
    let scratch = try scratch("cat \"$root/data/secret.txt\" > out/artifacts/one.txt")
    try scratch.edit("pipeline.yaml", "target: one", "target: one, sandbox: off")
    let run = try scratch.fovea()
    #expect(run.code == 0 && run.error.contains("not sandboxed"), "\(run)")
    #expect(try scratch.fovea("why", "one").output.contains("sandbox off"))
    let record = try scratch.read("artifacts/records/one.json")
    #expect(!record.contains("sandbox"), "it is no part of the result: \(record)")
    try scratch.edit("pipeline.yaml", "sandbox: off", "sandbox: maybe")
    #expect(try scratch.fovea("status").error.contains("pipeline.yaml:3"))
  }
}
