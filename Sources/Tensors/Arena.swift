#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Large memory that is cut and joined again as buffers come and go; none of it is given back before `release`.
///
/// A buffer gets the smallest free block that holds it, so that what was touched once is used again, whatever
/// the sizes: a step that repeats touches no fresh page.
struct Arena {
  /// Addresses `start` ..< `start + size`.
  private struct Block {
    var start: UInt
    var size: Int
    var end: UInt { start + UInt(size) }
  }

  /// Sizes are multiples of this, so that no free block is too small to be of use.
  static let unit = 1 << 16
  /// What is asked of the system at once; pages that nobody touches cost nothing.
  private static let regionSize = 1 << 29
  /// So that the system can use large pages.
  private static let alignment = 2 << 20

  /// By address; neighbours are joined.
  private var free: [Block] = []
  private var regions: [Block] = []

  /// The address of `size` bytes of any contents.
  mutating func take(_ size: Int) -> UInt {
    var best: Int?
    for index in free.indices where free[index].size >= size {
      if best.map({ free[index].size < free[$0].size }) ?? true { best = index }
    }
    guard let best else {
      grow(size)
      return take(size)
    }
    let start = free[best].start
    if free[best].size == size {
      free.remove(at: best)
    } else {
      free[best] = Block(start: start + UInt(size), size: free[best].size - size)
    }
    return start
  }

  /// Takes back what `take` gave for the same size.
  mutating func give(_ start: UInt, _ size: Int) {
    var (low, high) = (0, free.count)
    while low < high {
      let middle = (low + high) / 2
      if free[middle].start < start { low = middle + 1 } else { high = middle }
    }
    var block = Block(start: start, size: size)
    if low < free.count, free[low].start == block.end {
      block.size += free.remove(at: low).size
    }
    if low > 0, free[low - 1].end == start {
      free[low - 1].size += block.size
    } else {
      free.insert(block, at: low)
    }
  }

  private mutating func grow(_ size: Int) {
    let bytes = max(size, Arena.regionSize)
    let start = Memory.fresh(bytes, alignment: Arena.alignment)
    regions.append(Block(start: start, size: bytes))
    give(start, bytes)
  }
}
