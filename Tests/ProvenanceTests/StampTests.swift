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

  @Test func aRepositoryThatCannotBeReadSaysSoAndCountsAsDirty() throws {
    try git("init", "-q", "-b", "main")
    try fixture.write("rubbish", ".git/HEAD")
    let stamp = Stamp.take(at: fixture.root)
    #expect(stamp.dirty && stamp.commit == nil && stamp.problem?.isEmpty == false)
    #expect(stamp.problem?.contains(fixture.root) == false)
  }
}
