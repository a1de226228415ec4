import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process's store of float buffers: freed ones are kept by size and used again.
///
/// Fresh memory costs page faults, many times the work of a small layer; the layers of a training step
/// ask for the same sizes again and again. Contents never matter: whoever takes a buffer writes it.
public enum Memory {
  /// The most bytes that are kept for later use; what exceeds it goes back to the system.
  public static let keptLimit = 2 << 30

  private struct Shelf {
    var free: [Int: [UnsafeMutableRawPointer]] = [:]
    var bytes = 0
  }

  private static let shelf = Mutex(Shelf())

  /// A buffer of at least `count` floats, aligned to 64 bytes, with any contents.
  static func take(_ count: Int) -> UnsafeMutablePointer<Float> {
    let size = bytes(count)
    let kept = shelf.withLock { shelf -> UInt? in
      guard let last = shelf.free[size]?.popLast() else { return nil }
      shelf.bytes -= size
      return UInt(bitPattern: last)
    }
    let raw = kept.flatMap { UnsafeMutableRawPointer(bitPattern: $0) } ?? fresh(size)
    return raw.bindMemory(to: Float.self, capacity: count)
  }

  /// Returns a buffer that `take` gave for the same count.
  static func give(_ pointer: UnsafeMutablePointer<Float>, _ count: Int) {
    let size = bytes(count)
    let raw = UInt(bitPattern: pointer)
    let isKept = shelf.withLock { shelf in
      guard shelf.bytes + size <= keptLimit, let raw = UnsafeMutableRawPointer(bitPattern: raw) else {
        return false
      }
      shelf.free[size, default: []].append(raw)
      shelf.bytes += size
      return true
    }
    if !isKept { free(pointer) }
  }

  /// Gives all kept buffers back to the system, for example between nets of different sizes.
  public static func release() {
    shelf.withLock { shelf in
      for list in shelf.free.values { list.forEach { free($0) } }
      shelf = Shelf()
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
