import Foundation
import Testing

@testable import Git

@Suite(.enabled(if: Scratch.hasGit, "no git to make repositories with"))
struct SnapshotTests {
  let scratch: Scratch
  let repository: Repository

  init() throws {
    scratch = try Scratch()
    for name in ["edited", "deleted", "moved", "mode"] { try scratch.write(name, name) }
    try scratch.write("ignored\n.fovea/\n", ".gitignore")
    try scratch.write("made", "artifacts/records/a.json")
    try scratch.commit()
    repository = try #require(try Repository.discover(at: scratch.path))
  }

  private func soil() throws {
    try scratch.write("other", "edited")
    try FileManager.default.removeItem(atPath: scratch("deleted"))
    try scratch.git(["mv", "moved", "elsewhere"])
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch("mode"))
    try scratch.write("x", "ignored")
    try scratch.write("x", ".fovea/store/object")
    try scratch.write("new", "new/ü")
    try FileManager.default.createSymbolicLink(atPath: scratch("link"), withDestinationPath: "nowhere")
  }

  @Test func theTreeIsWhatGitWouldWrite() throws {
    try soil()
    let index = try Data(contentsOf: URL(fileURLWithPath: scratch(".git/index")))
    let status = try scratch.git(["status", "--porcelain"])
    let snapshot = try repository.snapshot()
    #expect(try Data(contentsOf: URL(fileURLWithPath: scratch(".git/index"))) == index)
    #expect(try scratch.git(["status", "--porcelain"]) == status)
    #expect(try scratch.git(["rev-parse", "\(snapshot.commit)^"]) == scratch.git(["rev-parse", "HEAD"]))
    #expect(try scratch.git(["rev-parse", snapshot.reference]) == snapshot.commit.hex)
    try scratch.git(["add", "-A"])
    #expect(try scratch.git(["write-tree"]) == snapshot.tree)
    #expect(try scratch.git(["fsck", "--strict"]).isEmpty)
  }

  @Test func equalTreesAreOneSnapshot() async throws {
    try soil()
    let first = try repository.snapshot()
    try await Task.sleep(for: .seconds(1.1))
    #expect(try repository.snapshot() == first)
    try scratch.write("third", "edited")
    #expect(try repository.snapshot().commit != first.commit)
    #expect(
      try scratch.git(["for-each-ref", "--format=%(refname)", "refs/fovea"]).split(separator: "\n").count == 2
    )
  }

  @Test func aLockThatAKilledCommandLeftIsNoObstacle() throws {
    try soil()
    let first = try repository.snapshot()
    let reference = scratch(".git/\(first.reference)")
    try FileManager.default.removeItem(atPath: reference)
    try scratch.write("", ".git/\(first.reference).lock")
    #expect(try repository.snapshot() == first)
    #expect(try scratch.git(["rev-parse", first.reference]) == first.commit.hex)
    #expect(!FileManager.default.fileExists(atPath: reference + ".lock"))
  }

  @Test func whatIsLeftOutStaysAsCommitted() throws {
    try scratch.write("made anew", "artifacts/records/a.json")
    try scratch.write("made anew", "artifacts/records/b.json")
    let snapshot = try repository.snapshot(TreeScope(leavingOut: [".fovea", "artifacts"]))
    #expect(snapshot.tree == (try scratch.git(["rev-parse", "HEAD^{tree}"])))
  }

  @Test func largeFilesAreRefusedAndListed() throws {
    try scratch.write(String(repeating: "x", count: 2000), "large")
    try scratch.write(String(repeating: "x", count: 2000), "edited")
    try scratch.write("small", "small")
    let snapshot = try repository.snapshot(limit: 1000)
    #expect(snapshot.refused == ["edited", "large"])
    let names = try scratch.git(["ls-tree", "-r", "--name-only", snapshot.commit.hex]).split(separator: "\n")
    #expect(names.contains("small") && names.contains("edited") && !names.contains("large"))
    #expect(try scratch.git(["show", "\(snapshot.commit):edited"]) == "edited")
  }

  @Test func anUnbornBranchHasASnapshotToo() throws {
    let scratch = try Scratch()
    try scratch.write("x", "a")
    let repository = try #require(try Repository.discover(at: scratch.path))
    let snapshot = try repository.snapshot()
    #expect(try scratch.git(["show", "\(snapshot.commit):a"]) == "x")
    #expect(try repository.head().isUnborn)
  }

  @Test func aLockedIndexIsNoHindrance() throws {
    try soil()
    try scratch.write("", ".git/index.lock")
    #expect(try repository.state().isDirty)
    #expect(try repository.snapshot().refused.isEmpty)
  }
}
