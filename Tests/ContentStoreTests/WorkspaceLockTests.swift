import Foundation
import Glibc
import Testing

@testable import ContentStore

@Suite struct WorkspaceLockTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func theSecondIsToldWhoHoldsIt() throws {
    let first = try WorkspaceLock.acquire(scratch("lock"))
    #expect(throws: ContentStoreError.locked(path: scratch("lock"), holder: "process \(getpid())")) {
      try WorkspaceLock.acquire(scratch("lock"))
    }
    first.release()
    _ = try WorkspaceLock.acquire(scratch("lock"))
  }

  @Test func askingWhoHoldsItWritesNothing() throws {
    #expect(try !WorkspaceLock.isHeld(scratch("lock")) && !FileSystem.exists(scratch("lock")))
    let lock = try WorkspaceLock.acquire(scratch("lock"))
    #expect(try WorkspaceLock.isHeld(scratch("lock")))
    lock.release()
    try FileSystem.writeDurably("", to: scratch("lock"))
    #expect(try !WorkspaceLock.isHeld(scratch("lock")))
    #expect(try FileSystem.read(scratch("lock")).isEmpty)
  }

  @Test func patienceEnds() throws {
    let first = try WorkspaceLock.acquire(scratch("lock"))
    var told: [String] = []
    #expect(throws: ContentStoreError.self) {
      try WorkspaceLock.acquire(scratch("lock"), patience: .seconds(0.1)) { told.append($0) }
    }
    #expect(told == ["process \(getpid())"])
    first.release()
  }

  @Test func whoWaitsGetsItInTheEnd() async throws {
    let first = try WorkspaceLock.acquire(scratch("lock"))
    let path = scratch("lock")
    let waiter = Task.detached { try WorkspaceLock.acquire(path, patience: .forever).path }
    try await Task.sleep(for: .milliseconds(60))
    first.release()
    #expect(try await waiter.value == path)
  }

  @Test func aStageThatLivesOnKeepsItUntilItDies() throws {
    let lock = try WorkspaceLock.acquire(scratch("lock"))
    let stage = try spawn(["/bin/sleep", "60"], keeping: lock.descriptor)
    lock.release()
    #expect(throws: ContentStoreError.self) { try WorkspaceLock.acquire(scratch("lock")) }
    kill(stage, SIGKILL)
    var status: Int32 = 0
    #expect(waitpid(stage, &status, 0) == stage)
    _ = try WorkspaceLock.acquire(scratch("lock"), patience: .seconds(2))
  }

  @Test func aStageThatIsNotToKeepItDoesNot() throws {
    let lock = try WorkspaceLock.acquire(scratch("lock"))
    let stage = try spawn(["/bin/sleep", "60"])
    lock.release()
    _ = try WorkspaceLock.acquire(scratch("lock"), patience: .seconds(2))
    kill(stage, SIGKILL)
    waitpid(stage, nil, 0)
  }

  @Test func aDeadHoldersNumberHoldsNothing() throws {
    try scratch.write("\(getpid())\n", "lock")
    _ = try WorkspaceLock.acquire(scratch("lock"))
    try scratch.write("rubbish \u{0}", "lock")
    _ = try WorkspaceLock.acquire(scratch("lock"))
  }

  /// Starts a program that keeps a copy of a descriptor, which is not closed when it starts.
  private func spawn(_ command: [String], keeping descriptor: Int32? = nil) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let descriptor { posix_spawn_file_actions_adddup2(&actions, descriptor, 100) }
    var arguments = command.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var process: pid_t = 0
    #expect(posix_spawn(&process, command[0], &actions, nil, &arguments, nil) == 0)
    return process
  }
}
