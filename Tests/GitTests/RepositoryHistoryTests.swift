import Foundation
import Testing

@testable import Git

@Suite(.enabled(if: Scratch.hasGit, "no git to make repositories with"))
struct RepositoryHistoryTests {
  let scratch: Scratch
  let repository: Repository

  init() throws {
    scratch = try Scratch()
    try scratch.write("one\n", "records/a.json")
    try scratch.write("code\n", "main.txt")
    try scratch.commit()
    repository = try #require(try Repository.discover(at: scratch.path))
  }

  private func head() throws -> CommitID { try #require(CommitID(scratch.git(["rev-parse", "HEAD"]))) }

  private func texts() throws -> Set<String> {
    Set(try repository.versions(in: "records").found.map { String(decoding: $0.bytes, as: UTF8.self) })
  }

  @Test func everyVersionThatAnyReferenceLeadsToIsFound() throws {
    try scratch.git(["checkout", "-q", "-b", "side"])
    try scratch.write("side\n", "records/a.json")
    try scratch.commit()
    try scratch.git(["checkout", "-q", "main"])
    try scratch.write("stashed\n", "records/a.json")
    try scratch.git(["stash", "-q"])
    try scratch.write("detached\n", "records/b.json")
    try scratch.git(["worktree", "add", "-q", "--detach", scratch("linked")])
    try scratch.write("linked\n", "linked/records/a.json")
    try scratch.git(["add", "-A"], in: scratch("linked"))
    try scratch.git(["commit", "-q", "-m", "linked"], in: scratch("linked"))
    #expect(try texts() == ["one\n", "side\n", "stashed\n", "linked\n"])
    #expect(try !repository.versions(in: "records").isCut)
    #expect(try repository.versions(in: "nowhere").found.isEmpty)
  }

  @Test func stashesBelowTheNewestAreFound() throws {
    for text in ["first\n", "second\n"] {
      try scratch.write(text, "records/a.json")
      try scratch.git(["stash", "-q"])
    }
    #expect(try texts() == ["one\n", "first\n", "second\n"])
  }

  /// What a damaged reference led to is not known, and that is no history without it.
  @Test func aReferenceThatLeadsNowhereIsAnError() throws {
    let path = ".git/refs/heads/other"
    for text in ["zz\n", String(repeating: "12", count: 20) + "\n"] {
      try scratch.write(text, path)
      #expect(throws: GitError.self) { try texts() }
    }
    try scratch.write("ref: refs/heads/unborn\n", path)
    #expect(try texts() == ["one\n"])
    try scratch.git(["tag", "file", "HEAD:main.txt"])
    #expect(try texts() == ["one\n"], "a tagged file leads to no record")
  }

  @Test func namesOfReferencesAreBytes() throws {
    for (name, text) in [("caf\u{e9}", "composed\n"), ("cafe\u{301}", "decomposed\n")] {
      try scratch.git(["checkout", "-q", "-b", name, "main"])
      try scratch.write(text, "records/a.json")
      try scratch.commit()
    }
    try scratch.git(["checkout", "-q", "main"])
    #expect(try texts() == ["one\n", "composed\n", "decomposed\n"])
    try scratch.git(["pack-refs", "--all"])
    #expect(try texts() == ["one\n", "composed\n", "decomposed\n"])
  }

  @Test func headsOfAllWorkTreesCount() throws {
    try scratch.git(["worktree", "add", "-q", scratch("linked"), "-b", "side"])
    try scratch.git(["checkout", "-q", "--detach"])
    try scratch.write("detached\n", "records/a.json")
    try scratch.commit()
    let linked = try #require(try Repository.discover(at: scratch("linked")))
    let found = try linked.versions(in: "records").found.map { String(decoding: $0.bytes, as: UTF8.self) }
    #expect(Set(found) == ["one\n", "detached\n"])
    // What git is at in the other work tree is no damage here.
    try scratch.write(try head().hex + "\n", ".git/refs/bisect/bad")
    #expect(try linked.versions(in: "records").found.count == 2)
    try scratch.write("zz\n", ".git/worktrees/linked/HEAD")
    #expect(throws: GitError.self) { try texts() }
  }

  @Test func readingWritesNothing() throws {
    func files() throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: scratch(".git")).sorted()
    }
    let before = try files()
    _ = try texts()
    #expect(try files() == before)
  }

  @Test func aRepositoryThatIsAwayIsNoneThatIsNot() throws {
    let folder = scratch("linked")
    try FileManager.default.createDirectory(atPath: folder + "/inner", withIntermediateDirectories: true)
    try scratch.write("gitdir: /nowhere/worktrees/linked\n", "linked/.git")
    #expect(throws: GitError.self) { try Repository.discover(at: folder + "/inner") }
    // A mount may leave an empty folder, which git passes over.
    let inner = folder + "/inner/.git"
    try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
    try FileManager.default.removeItem(atPath: folder + "/.git")
    #expect(try Repository.discover(at: folder + "/inner")?.workTree == repository.workTree)
  }

  @Test func aShallowCloneSaysThatItIsCut() throws {
    try scratch.write("two\n", "records/a.json")
    try scratch.commit()
    let clone = scratch.path + ".shallow"
    defer { try? FileManager.default.removeItem(atPath: clone) }
    try scratch.git(["clone", "-q", "--depth", "1", "file://" + scratch.path, clone])
    let shallow = try #require(try Repository.discover(at: clone))
    let history = try shallow.versions(in: "records")
    #expect(history.isCut && history.found.map(\.bytes) == [Array("two\n".utf8)])
  }

  @Test func changesAreListedWithLinesAndPatch() throws {
    let first = try head()
    try scratch.write("code\nmore\n", "main.txt")
    try scratch.write("made", "artifacts/x")
    try scratch.commit()
    let changes = try repository.changes(from: first, to: head(), leavingOut: ["artifacts"])
    #expect(changes.files == [.init(path: "main.txt", kind: .modified, added: 1, removed: 0)])
    #expect(changes.patch.contains("+more"))
  }

  @Test func aCommitIsCheckedOutBesideEverything() throws {
    let first = try head()
    try scratch.write("later\n", "main.txt")
    try scratch.write("only later\n", "later.txt")
    try scratch.commit()
    let references = try scratch.git(["for-each-ref"])
    let tree = scratch.path + ".tree"
    defer { try? FileManager.default.removeItem(atPath: tree) }
    try repository.checkOut(head(), into: tree)
    try Data("built".utf8).write(to: URL(fileURLWithPath: tree + "/product"))
    try repository.checkOut(first, into: tree)
    #expect(try String(contentsOfFile: tree + "/main.txt", encoding: .utf8) == "code\n")
    #expect(!FileManager.default.fileExists(atPath: tree + "/later.txt"))
    #expect(FileManager.default.fileExists(atPath: tree + "/product"), "what git does not know stays")
    let own = try #require(try Repository.discover(at: tree))
    #expect(try own.head().commit == first && own.head().isDetached)
    #expect(try scratch.git(["for-each-ref"]) == references)
    #expect(try scratch.git(["status", "--porcelain"]).isEmpty)
    #expect(try scratch.git(["worktree", "list"]).split(separator: "\n").count == 1)
    let nobody = try #require(CommitID(String(repeating: "a", count: 40)))
    #expect(throws: GitError.self) { try repository.checkOut(nobody, into: tree) }
  }

  @Test func namesAreCommits() throws {
    #expect(try repository.commit(named: "HEAD") == head() && repository.commit(named: "main") == head())
    #expect(repository.commit(named: "no-such-name") == nil)
  }
}
