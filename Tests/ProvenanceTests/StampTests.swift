import ContentStore
import Foundation
import Git
import Testing

@testable import Provenance

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git"), "no git"))
struct StampTests {
  let fixture: Fixture

  init() throws { fixture = try Fixture() }

  private func git(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
    process.arguments = ["-C", fixture.root, "-c", "user.name=A", "-c", "user.email=a@b"] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "git \(arguments)")
  }

  @Test func withoutARepositoryThereIsNoCommit() {
    #expect(Stamp.take(at: fixture.root) == .unversioned)
  }

  @Test func outputsDoNotMakeATreeDirty() throws {
    try git("init", "-q", "-b", "main")
    #expect(Stamp.take(at: fixture.root).head == .unborn)
    try fixture.write("code", "ws/a")
    try git("add", "ws")
    try git("commit", "-q", "-m", "x")
    try fixture.write("made", "ws/artifacts/records/a.json")
    try fixture.write("made", "ws/.fovea/runs/a.json")
    try FileSystem.remove(fixture(".fovea"))
    let clean = Stamp.take(at: fixture("ws"))
    #expect(!clean.dirty && clean.snapshot == nil && clean.commit != nil)
    #expect(clean.branch == "main" && clean.head == .branch && clean.problem == nil)
    try fixture.write("edited", "ws/a")
    let dirty = Stamp.take(at: fixture("ws"))
    #expect(dirty.dirty && dirty.snapshot != nil && dirty.commit == clean.commit)
    #expect(Stamp.take(at: fixture("ws")) == dirty)
    try git("checkout", "-q", "--detach")
    #expect(Stamp.take(at: fixture("ws")).head == .detached)
  }

  /// Scans that somebody keeps in the clone are nobody's code; what git ignores may be.
  @Test func dataStayOutAndCodeGoesIn() throws {
    try git("init", "-q", "-b", "main")
    for (text, path) in [
      ("Sources/Local.swift\n", ".gitignore"), ("a", "pipeline.yaml"), ("hand", "artifacts/labels.txt"),
    ] { try fixture.write(text, path) }
    try git("add", "-f", ".")
    try git("commit", "-q", "-m", "x")
    try fixture.write("scan\0", "mine/S01_1.png")
    try fixture.write("a patient's number", "data/list.csv")
    func take() -> Stamp {
      Stamp.take(
        at: fixture.root, code: ["pipeline.yaml", "Sources/Local.swift"],
        inputs: ["data", "artifacts/labels.txt"])
    }
    try fixture.write("let a = 1", "Sources/Local.swift")
    let ignored = take()
    func held(_ stamp: Stamp) throws -> [String] {
      let snapshot = try #require(stamp.snapshot?.hex, "\(stamp)")
      return try output("-C", fixture.root, "ls-tree", "-r", "--name-only", snapshot).split(separator: "\n")
        .map(String.init)
    }
    #expect(
      try held(ignored) == [".gitignore", "Sources/Local.swift", "artifacts/labels.txt", "pipeline.yaml"])
    try FileSystem.remove(fixture("Sources/Local.swift"))
    let clean = Stamp.take(
      at: fixture.root, code: ["pipeline.yaml"], inputs: ["data", "artifacts/labels.txt"])
    #expect(!clean.dirty && clean.snapshot == nil, "data make no tree dirty: \(clean)")
    try fixture.write("other hand", "artifacts/labels.txt")
    try fixture.write("made", "artifacts/made.txt")
    let edited = Stamp.take(at: fixture.root, code: ["pipeline.yaml"], inputs: ["artifacts/labels.txt"])
    #expect(try held(edited) == [".gitignore", "artifacts/labels.txt", "data/list.csv", "pipeline.yaml"])
    let snapshot = try #require(edited.snapshot)
    #expect(try output("-C", fixture.root, "show", "\(snapshot):artifacts/labels.txt") == "other hand")
  }

  /// What a snapshot cannot hold is said.
  @Test func gapsAreTold() throws {
    try git("init", "-q", "-b", "main")
    try fixture.write("code", "code")
    try git("add", ".")
    try git("commit", "-q", "-m", "x")
    try git("init", "-q", fixture("vendor"))
    try fixture.write("x", "vendor/code.txt")
    let gaps = Stamp.take(at: fixture.root).gaps
    #expect(gaps == ["the snapshot of the changed tree lacks vendor/: commit it"])
    try git("-C", fixture("vendor"), "add", ".")
    try git("-C", fixture("vendor"), "commit", "-q", "-m", "x")
    try git("-c", "protocol.file.allow=always", "submodule", "add", "-q", "./vendor", "vendor")
    try git("commit", "-q", "-m", "sub")
    #expect(!Stamp.take(at: fixture.root).dirty)
    try fixture.write("y", "vendor/code.txt")
    let dirty = Stamp.take(at: fixture.root)
    #expect(dirty.dirty && dirty.leftOut == ["vendor"], "\(dirty)")
  }

  @Test func aRepositoryThatCannotBeReadSaysSoAndCountsAsDirty() throws {
    try git("init", "-q", "-b", "main")
    try fixture.write("rubbish", ".git/HEAD")
    let stamp = Stamp.take(at: fixture.root)
    #expect(stamp.dirty && stamp.commit == nil && stamp.problem?.isEmpty == false)
    #expect(stamp.problem?.contains(fixture.root) == false)
  }

  /// Everything a person may have going on: none of it is touched, and the snapshot holds the code.
  @Test(arguments: ["plain", "detached", "worktree", "shallow", "submodule", "unborn"])
  func aSnapshotTouchesNothing(kind: String) throws {
    try git("init", "-q", "-b", "main")
    try fixture.write("ignored\n", ".gitignore")
    try fixture.write("code", "code")
    var root = fixture.root
    if kind != "unborn" {
      try git("add", ".gitignore", "code")
      try git("commit", "-q", "-m", "first")
      try fixture.write("stashed", "code")
      try git("stash", "-q")
    }
    switch kind {
    case "detached": try git("checkout", "-q", "--detach")
    case "worktree":
      try git("worktree", "add", "-q", "-b", "side", fixture("linked"))
      root = fixture("linked")
    case "shallow":
      try git("commit", "-q", "--allow-empty", "-m", "second")
      try git("clone", "-q", "--depth", "1", "file://" + fixture.root, fixture("clone"))
      root = fixture("clone")
    case "submodule":
      try git("-c", "protocol.file.allow=always", "clone", "-q", fixture.root, fixture("outer"))
      try git(
        "-C", fixture("outer"), "-c", "protocol.file.allow=always", "submodule", "add", "-q", fixture.root,
        "inner")
      root = fixture("outer/inner")
    default: break
    }
    let name = String(root.dropFirst(fixture.root.count).drop { $0 == "/" })
    func place(_ file: String) -> String { name.isEmpty ? file : name + "/" + file }
    let hook =
      try output("-C", root, "rev-parse", "--path-format=absolute", "--git-path", "hooks") + "/pre-commit"
    try FileSystem.makeFolders(FileSystem.parent(of: hook))
    try FileSystem.writeDurably("#!/bin/sh\ntouch '\(fixture("hook-ran"))'\n", to: hook, mode: 0o755)
    try fixture.write("edited", place("code"))
    try fixture.write("secret", place("ignored"))
    let asked = [
      ["status", "--porcelain"], ["stash", "list"], ["rev-parse", "--symbolic-full-name", "HEAD"],
      ["ls-files", "-s"],
    ]
    func look() throws -> [String] { try asked.map { try output(["-C", root] + $0) } }
    let before = kind == "unborn" ? [] : try look()
    let stamp = Stamp.take(at: root)
    let snapshot = try #require(stamp.snapshot, "\(stamp)")
    #expect(stamp.dirty && stamp.problem == nil && (stamp.commit == nil) == (kind == "unborn"))
    #expect(kind == "unborn" ? before.isEmpty : try look() == before)
    #expect(try output("-C", root, "show", "\(snapshot):code") == "edited")
    #expect(try !output("-C", root, "ls-tree", "--name-only", snapshot.hex).contains("ignored"))
    #expect(try !FileSystem.exists(fixture("hook-ran")))
    #expect(
      try output("-C", root, "for-each-ref", "--format=%(refname)", "refs/fovea").contains(snapshot.hex))
  }

  private func output(_ arguments: String...) throws -> String { try output(arguments) }

  private func output(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "git \(arguments)")
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }
}
