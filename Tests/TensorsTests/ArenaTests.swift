import Testing

@testable import Tensors

@Suite struct ArenaTests {
  /// Blocks never overlap, and when all are back one hole is left for each region.
  @Test func blocksNeverOverlapAndJoinAgain() {
    var arena = Arena()
    var numbers = RandomStream(seed: 1, purpose: "arena").sequence()
    // The first block lies where the first region begins.
    let beginning = arena.take(Arena.unit)
    var taken: [(start: UInt, size: Int)] = [(beginning, Arena.unit)]
    for _ in 0..<2000 {
      if !taken.isEmpty && numbers.happens(0.5) {
        let block = taken.remove(at: numbers.int(below: taken.count))
        arena.give(block.start, block.size)
      } else {
        let size = Arena.unit * (1 + numbers.int(below: 100))
        let start = arena.take(size)
        #expect(taken.allSatisfy { $0.start + UInt($0.size) <= start || start + UInt(size) <= $0.start })
        taken.append((start, size))
      }
    }
    for block in taken { arena.give(block.start, block.size) }
    let whole = 1 << 29
    #expect(arena.take(whole) == beginning, "the whole region is one block again")
    arena.give(beginning, whole)
  }

  @Test func freedMemoryIsUsedAgain() {
    var arena = Arena()
    let (a, b) = (arena.take(3 * Arena.unit), arena.take(2 * Arena.unit))
    arena.give(a, 3 * Arena.unit)
    #expect(arena.take(Arena.unit) == a)
    #expect(arena.take(2 * Arena.unit) == a + UInt(Arena.unit))
    arena.give(b, 2 * Arena.unit)
  }
}
