import Synchronization

/// A fixed set of threads that share the tasks of one operation after another.
///
/// Who takes which task is left to chance; results never depend on it, because tasks are cut by shape and
/// each writes its own part. A pool serves one caller at a time and may not be used from inside a task.
public final class WorkerPool: Sendable {
  /// The number of threads at work, the caller's included.
  public let threads: Int
  private let crew: Crew
  private let isBusy = Mutex(())

  /// Creates a pool.
  ///
  /// Traps unless `threads` is in 1 ... 256.
  public init(threads: Int) {
    precondition((1...256).contains(threads), "a pool of \(threads) threads")
    self.threads = threads
    crew = Crew()
    for _ in 1..<threads { crew.addWorker() }
  }

  deinit { crew.dismiss() }

  /// Does tasks 0 ..< count, in any order and on any thread, and returns when all are done.
  public func run(_ count: Int, _ task: (Int) -> Void) {
    if threads == 1 || count <= 1 {
      for index in 0..<count { task(index) }
      return
    }
    isBusy.withLock { _ in
      withoutActuallyEscaping(task) { crew.work(count, $0) }
    }
  }

  /// Does 0 ..< count in blocks of `grain`, which must not depend on the number of threads.
  public func runBlocks(of grain: Int, upTo count: Int, _ task: (Range<Int>) -> Void) {
    run((count + grain - 1) / grain) { block in
      task(block * grain..<min((block + 1) * grain, count))
    }
  }
}
