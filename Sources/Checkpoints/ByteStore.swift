import Foundation

/// Immutable bytes, mapped from a file or owned, that tensors share without copying.
///
/// `@unchecked Sendable`: the bytes never change after the initialiser, and the pointer is private.
final class ByteStore: @unchecked Sendable {
  /// The file they came from; empty for bytes made in memory.
  let path: String
  let count: Int
  private let base: UnsafeMutableRawPointer?
  private let isMapped: Bool

  /// Maps a regular file, read only.
  init(mapping path: String) throws {
    // A pipe that nobody writes to would be waited for.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.failure(path, "open") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, "stat") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw CheckpointError.wrongFormat(path: path, expected: "a regular file", found: "another kind of file")
    }
    self.path = path
    count = Int(status.st_size)
    isMapped = true
    if count == 0 {
      base = nil
      return
    }
    let mapping = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard mapping != MAP_FAILED else { throw Self.failure(path, "map") }
    base = mapping
  }

  /// Owns a copy of `bytes`.
  init(copying bytes: UnsafeRawBufferPointer, path: String = "") {
    self.path = path
    count = bytes.count
    isMapped = false
    if let source = bytes.baseAddress, count > 0 {
      let copy = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 16)
      copy.copyMemory(from: source, byteCount: count)
      base = copy
    } else {
      base = nil
    }
  }

  deinit {
    if isMapped, let base { munmap(base, count) } else { base?.deallocate() }
  }

  /// The bytes of `range`; the caller has checked it against `count`.
  func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    precondition(range.upperBound <= count, "range \(range) lies outside \(count) bytes")
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeRawBufferPointer(start: base.map { $0 + range.lowerBound }, count: range.count))
  }

  private static func failure(_ path: String, _ what: String) -> CheckpointError {
    .inaccessible(path: path, reason: "cannot \(what): \(String(cString: strerror(errno)))")
  }
}
