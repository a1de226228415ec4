import Synchronization
import Tensors
import Testing

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 3, 8]) func everyTaskIsDoneOnce(_ threads: Int) {
    let pool = WorkerPool(threads: threads)
    for count in [0, 1, 2, 7, 100] {
      for _ in 0..<50 {
        let done = Mutex([Int](repeating: 0, count: count))
        pool.run(count) { task in done.withLock { $0[task] += 1 } }
        #expect(done.withLock { $0.allSatisfy { $0 == 1 } })
      }
    }
  }

  @Test func blocksCoverTheRangeOnce() {
    let visits = Mutex([Int](repeating: 0, count: 37))
    WorkerPool(threads: 2).runBlocks(of: 10, upTo: 37) { range in
      visits.withLock { for index in range { $0[index] += 1 } }
    }
    #expect(visits.withLock { $0.allSatisfy { $0 == 1 } })
  }
}
