import Foundation
import Testing

@testable import Git

@Suite(.enabled(if: Scratch.hasGit, "no git to make repositories with"))
struct RepositoryTests {
  @Test func noRepositoryIsNoError() throws {
    let folder = NSTemporaryDirectory() + "fovea-none-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try Repository.discover(at: folder) == nil)
    #expect(try Repository.discover(at: folder + "/none") == nil)
  }

  @Test func anUnbornBranchHasNoCommit() throws {
    let scratch = try Scratch()
    let repository = try #require(try Repository.discover(at: scratch.path))
    #expect(try repository.head() == Head(commit: nil, branch: "main"))
    #expect(try !repository.state().isDirty)
    try scratch.write("x", "a")
    #expect(try repository.state() == TreeState(changed: [], untracked: ["a"]))
  }

  @Test func aCommitIsFoundFromBelow() throws {
    let scratch = try Scratch()
    try scratch.write("x", "deep/er/a")
    try scratch.commit()
    let repository = try #require(try Repository.discover(at: scratch("deep/er")))
    let head = try repository.head()
    #expect(head.commit?.hex == (try scratch.git(["rev-parse", "HEAD"])))
    #expect(head.branch == "main" && !head.isDetached && !head.isUnborn)
    let commit = try #require(head.commit)
    #expect("\(try repository.time(of: commit))" == (try scratch.git(["log", "-1", "--format=%ct"])))
    #expect(try repository.holds(commit))
    let other = try #require(CommitID(String(repeating: "1", count: 40)))
    #expect(try !repository.holds(other))
    #expect(repository.workTree.hasSuffix(String(scratch.path.split(separator: "/").last ?? "")))
  }

  @Test func aDetachedHeadSaysSo() throws {
    let scratch = try Scratch()
    try scratch.write("x", "a")
    try scratch.commit()
    try scratch.git(["checkout", "-q", "--detach"])
    let head = try #require(try Repository.discover(at: scratch.path)).head()
    #expect(head.isDetached && head.commit != nil)
  }

  @Test func everyKindOfDirtIsSeen() throws {
    let scratch = try Scratch()
    for name in ["edited", "deleted", "staged", "mode", "kept"] { try scratch.write(name, name) }
    try scratch.write("ignored/\n", ".gitignore")
    try scratch.commit()
    let repository = try #require(try Repository.discover(at: scratch.path))
    #expect(try !repository.state().isDirty)
    try scratch.write("other", "edited")
    try FileManager.default.removeItem(atPath: scratch("deleted"))
    try scratch.write("other", "staged")
    try scratch.git(["add", "staged"])
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch("mode"))
    try scratch.write("x", "ignored/file")
    try scratch.write("x", "new/file")
    try scratch.write("x", ".fovea/store/file")
    try scratch.write("x", "artifacts/records/a.json")
    let state = try repository.state(TreeScope(leavingOut: [".fovea", "artifacts/"]))
    #expect(state == TreeState(changed: ["deleted", "edited", "mode", "staged"], untracked: ["new/file"]))
  }

  @Test func aLinkedWorktreeIsARepository() throws {
    let scratch = try Scratch()
    try scratch.write("x", "a")
    try scratch.commit()
    try scratch.git(["worktree", "add", "-q", "-b", "side", scratch("tree")])
    let repository = try #require(try Repository.discover(at: scratch("tree")))
    #expect(try repository.head().branch == "side")
    try scratch.write("y", "tree/a")
    let snapshot = try repository.snapshot()
    #expect(try scratch.git(["rev-parse", snapshot.reference]) == snapshot.commit.hex)
  }

  @Test func aShallowCloneIsARepository() throws {
    let scratch = try Scratch()
    for text in ["1", "2", "3"] {
      try scratch.write(text, "a")
      try scratch.commit()
    }
    try scratch.git(["clone", "-q", "--depth", "1", "file://" + scratch.path, scratch("clone")])
    let repository = try #require(try Repository.discover(at: scratch("clone")))
    #expect(try repository.head().commit?.hex == (try scratch.git(["rev-parse", "HEAD"])))
    try scratch.write("4", "clone/a")
    #expect(try repository.snapshot().refused.isEmpty)
    let first = try #require(CommitID(try scratch.git(["rev-list", "--max-parents=0", "HEAD"])))
    #expect(throws: GitError.noCommit(path: repository.workTree, name: first.hex)) {
      try repository.time(of: first)
    }
  }

  @Test func whatCannotBeReadIsExplained() throws {
    let sha256 = try Scratch("--object-format=sha256")
    let error = #expect(throws: GitError.self) { try Repository.discover(at: sha256.path) }
    #expect("\(try #require(error))".contains("SHA-256"))

    let split = try Scratch()
    try split.write("x", "a")
    try split.commit()
    try split.git(["update-index", "--split-index"])
    let repository = try #require(try Repository.discover(at: split.path))
    #expect(try repository.head().commit != nil)
    let second = #expect(throws: GitError.self) { try repository.state() }
    #expect("\(try #require(second))".contains("split index"))

    let bare = try Scratch()
    try bare.git(["clone", "-q", "--bare", bare.path, bare("bare.git")])
    #expect(throws: GitError.bare(path: bare("bare.git"))) { try Repository.discover(at: bare("bare.git")) }
  }

  @Test(arguments: ["", "rubbish\n", "ref: refs/heads/\n", "0000000000000000000000000000000000000000\n"])
  func aDamagedHeadIsAnError(text: String) throws {
    let scratch = try Scratch()
    try scratch.write("x", "a")
    try scratch.commit()
    try scratch.write(text, ".git/HEAD")
    #expect(throws: GitError.self) { try Repository.discover(at: scratch.path)?.head() }
  }

  @Test func aDamagedObjectIsAnError() throws {
    let scratch = try Scratch()
    try scratch.write("x", "a")
    try scratch.commit()
    let id = try scratch.git(["rev-parse", "HEAD"])
    let object = ".git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
    try FileManager.default.removeItem(atPath: scratch(object))
    try scratch.write("not zlib at all", object)
    let repository = try #require(try Repository.discover(at: scratch.path))
    let commit = try #require(try repository.head().commit)
    #expect(throws: GitError.self) { try repository.time(of: commit) }
  }
}
