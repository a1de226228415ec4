import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process's store of float buffers: freed ones are kept by size and used again.
///
/// Fresh memory costs page faults, many times the work of a small layer; the layers of a training step
/// ask for the same sizes again and again. Contents never matter: whoever takes a buffer writes it. Buffers in
/// use and kept ones together never exceed the most that was ever in use at once.
public enum Memory {
  private struct Shelf {
    var free: [Int: [UnsafeMutableRawPointer]] = [:]
    /// The bytes of all free buffers.
    var kept = 0
    /// The bytes of all buffers in use, and the most that ever were.
    var used = 0
    var most = 0

    /// Takes a free buffer of a size, or makes room for a fresh one.
    mutating func take(_ size: Int) -> UnsafeMutableRawPointer? {
      used += size
      most = max(most, used)
      if let buffer = free[size]?.popLast() {
        kept -= size
        return buffer
      }
      while used + kept > most, let largest = free.filter({ !$0.value.isEmpty }).keys.max() {
        if let buffer = free[largest]?.popLast() { Memory.release(buffer) }
        kept -= largest
      }
      return nil
    }

    mutating func give(_ buffer: UnsafeMutableRawPointer, _ size: Int) {
      used -= size
      free[size, default: []].append(buffer)
      kept += size
    }
  }

  fileprivate static func release(_ buffer: UnsafeMutableRawPointer) { free(buffer) }

  private static let shelf = Mutex(Shelf())

  /// A buffer of at least `count` floats, aligned to 64 bytes, with any contents.
  static func take(_ count: Int) -> UnsafeMutablePointer<Float> {
    let size = bytes(count)
    let kept = shelf.withLock { shelf in shelf.take(size).map { UInt(bitPattern: $0) } }
    let raw = kept.flatMap { UnsafeMutableRawPointer(bitPattern: $0) } ?? fresh(size)
    return raw.bindMemory(to: Float.self, capacity: count)
  }

  /// Returns a buffer that `take` gave for the same count.
  static func give(_ pointer: UnsafeMutablePointer<Float>, _ count: Int) {
    let raw = UInt(bitPattern: pointer)
    shelf.withLock { shelf in
      if let raw = UnsafeMutableRawPointer(bitPattern: raw) { shelf.give(raw, bytes(count)) }
    }
  }

  /// Gives all kept buffers back to the system, for example between nets of different sizes.
  public static func release() {
    shelf.withLock { shelf in
      for list in shelf.free.values { list.forEach { free($0) } }
      (shelf.free, shelf.kept, shelf.most) = ([:], 0, shelf.used)
    }
  }

  /// The size class of a count: whole cache lines, above a page whole pages.
  private static func bytes(_ count: Int) -> Int {
    let exact = max(count, 16) * 4
    let unit = exact > 4096 ? 4096 : 64
    return (exact + unit - 1) / unit * unit
  }

  private static func fresh(_ size: Int) -> UnsafeMutableRawPointer {
    let isLarge = size >= 4 << 20
    var raw: UnsafeMutableRawPointer?
    let code = posix_memalign(&raw, isLarge ? 2 << 20 : 64, size)
    guard code == 0, let raw else {
      // A trap would lose the sentence in a release build.
      let sentence = "no memory for a buffer of \(size) bytes\n"
      _ = sentence.withCString { write(2, $0, strlen($0)) }
      abort()
    }
    #if os(Linux)
      if isLarge { madvise(raw, size, Int32(MADV_HUGEPAGE)) }
    #endif
    return raw
  }
}
