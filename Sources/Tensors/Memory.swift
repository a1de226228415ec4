import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process's store of float buffers: freed ones are kept and used again.
///
/// Fresh memory costs page faults, many times the work of a small layer; the layers of a training step
/// ask for the same memory again and again. Contents never matter: whoever takes a buffer writes it.
public enum Memory {
  private struct Shelf {
    /// Small buffers by size.
    var small: [Int: [UInt]] = [:]
    var large = Arena()
  }

  /// From this size on buffers are cut from an arena.
  private static let largeSize = Arena.unit

  private static let shelf = Mutex(Shelf())

  /// A buffer of at least `count` floats, aligned to 64 bytes, with any contents.
  static func take(_ count: Int) -> UnsafeMutablePointer<Float> {
    let size = bytes(count)
    let address = shelf.withLock { shelf in
      if size >= largeSize { return shelf.large.take(size) }
      return shelf.small[size]?.popLast() ?? fresh(size, alignment: 64)
    }
    guard let raw = UnsafeMutableRawPointer(bitPattern: address) else {
      preconditionFailure("a buffer at address 0")
    }
    return raw.bindMemory(to: Float.self, capacity: count)
  }

  /// Returns a buffer that `take` gave for the same count.
  static func give(_ pointer: UnsafeMutablePointer<Float>, _ count: Int) {
    let (size, address) = (bytes(count), UInt(bitPattern: pointer))
    shelf.withLock { shelf in
      if size >= largeSize {
        shelf.large.give(address, size)
      } else {
        shelf.small[size, default: []].append(address)
      }
    }
  }

  /// The size class of a count: whole cache lines, for large buffers whole units of the arena.
  private static func bytes(_ count: Int) -> Int {
    let exact = max(count, 16) * 4
    let unit = exact >= largeSize ? Arena.unit : 64
    return (exact + unit - 1) / unit * unit
  }

  /// The address of fresh memory.
  static func fresh(_ size: Int, alignment: Int) -> UInt {
    var raw: UnsafeMutableRawPointer?
    let code = posix_memalign(&raw, alignment, size)
    guard code == 0, let raw else {
      // A trap would lose the sentence in a release build.
      let sentence = "no memory for a buffer of \(size) bytes\n"
      _ = sentence.withCString { write(2, $0, strlen($0)) }
      abort()
    }
    #if os(Linux)
      if alignment >= 2 << 20 { madvise(raw, size, Int32(MADV_HUGEPAGE)) }
    #endif
    return UInt(bitPattern: raw)
  }

  /// Gives fresh memory back to the system.
  static func free(_ address: UInt) {
    #if canImport(Glibc)
      Glibc.free(UnsafeMutableRawPointer(bitPattern: address))
    #else
      Darwin.free(UnsafeMutableRawPointer(bitPattern: address))
    #endif
  }
}
