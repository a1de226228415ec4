import Synchronization

/// The memory that the transform domain lives in: one run of floats for the process, grown when a layer
/// needs more and used by one layer after another, so that no step pays for fresh pages.
enum WinogradScratch {
  private static let least = 1 << 21
  private static let kept = Mutex<Buffer?>(nil)

  /// Calls `body` with `count` floats of any contents, aligned to cache lines.
  static func use(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    // A second caller at the same time finds nothing and brings its own.
    let old = kept.withLock { buffer in
      defer { buffer = nil }
      return buffer
    }
    let buffer = old.flatMap { $0.count >= count ? $0 : nil } ?? Buffer(uninitialized: size(count))
    body(buffer.pointer)
    kept.withLock { if ($0?.count ?? 0) < buffer.count { $0 = buffer } }
  }

  /// Sizes are powers of two and half-way between, so that few are ever asked for.
  private static func size(_ count: Int) -> Int {
    var size = least
    while size < count { size += size & (size - 1) == 0 ? size / 2 : size / 3 }
    return size
  }
}

extension WorkerPool {
  /// Does tasks 0 ..< count with a lane number below `threads` that no two running tasks share.
  func runLanes(_ count: Int, _ task: (_ lane: Int, _ index: Int) -> Void) {
    let next = Atomic<Int>(0)
    run(min(threads, count)) { lane in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        if index >= count { return }
        task(lane, index)
      }
    }
  }
}
