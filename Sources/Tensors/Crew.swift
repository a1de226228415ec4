import CCPU
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The workers of a pool and what they share: spin for a moment, then sleep until there is work.
final class Crew: @unchecked Sendable {
  private static let closed = 1 << 32
  private static let spins = 4000

  /// Counts jobs; a change wakes the workers, a negative number sends them home.
  private let calls = Atomic<Int>(0)
  /// The number of workers inside the job, plus `closed` when no more may enter.
  private let gate = Atomic<Int>(Crew.closed)
  private let next = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  /// Written by the caller while the gate is closed and empty; read by workers inside.
  private var count = 0
  private var task: (Int) -> Void = { _ in }
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let bell = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(bell, nil)
  }

  deinit {
    pthread_cond_destroy(bell)
    pthread_mutex_destroy(mutex)
    bell.deallocate()
    mutex.deallocate()
  }

  /// Shares tasks 0 ..< count with the workers and returns when all are done.
  func work(_ count: Int, _ task: @escaping (Int) -> Void) {
    self.count = count
    self.task = task
    next.store(0, ordering: .relaxed)
    gate.store(0, ordering: .releasing)
    calls.add(1, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 { ring() }
    takeTasks()
    gate.add(Crew.closed, ordering: .acquiringAndReleasing)
    var rounds = 0
    while gate.load(ordering: .acquiring) != Crew.closed {
      pause(&rounds)
    }
    self.task = { _ in }
  }

  /// Sends all workers home.
  func dismiss() {
    calls.store(-1, ordering: .sequentiallyConsistent)
    ring()
  }

  /// Starts one more worker.
  func addWorker() {
    var thread = pthread_t()
    let crew = Unmanaged.passRetained(self).toOpaque()
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Crew>.fromOpaque(argument).takeRetainedValue().live()
        return nil
      }, crew)
    precondition(code == 0, "no thread could be started (error \(code))")
    pthread_detach(thread)
  }

  private func live() {
    var seen = 0
    while true {
      seen = waitForCall(after: seen)
      if seen < 0 { return }
      if enter() {
        takeTasks()
        gate.subtract(1, ordering: .acquiringAndReleasing)
      }
    }
  }

  /// Passes the gate unless it is closed.
  private func enter() -> Bool {
    var state = gate.load(ordering: .acquiring)
    while state < Crew.closed {
      let answer = gate.weakCompareExchange(
        expected: state, desired: state + 1, ordering: .acquiringAndReleasing)
      if answer.exchanged { return true }
      state = answer.original
    }
    return false
  }

  private func takeTasks() {
    let (count, task) = (self.count, self.task)
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      if index >= count { return }
      task(index)
    }
  }

  private func waitForCall(after seen: Int) -> Int {
    for _ in 0..<Crew.spins {
      let now = calls.load(ordering: .acquiring)
      if now != seen { return now }
      cpu_pause()
    }
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    sleepers.add(1, ordering: .sequentiallyConsistent)
    defer { sleepers.subtract(1, ordering: .sequentiallyConsistent) }
    while true {
      let now = calls.load(ordering: .sequentiallyConsistent)
      if now != seen { return now }
      pthread_cond_wait(bell, mutex)
    }
  }

  private func ring() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(bell)
    pthread_mutex_unlock(mutex)
  }

  /// Waits politely: another process may need this core for the worker to finish.
  private func pause(_ rounds: inout Int) {
    rounds += 1
    if rounds < 200 { cpu_pause() } else { sched_yield() }
  }
}
