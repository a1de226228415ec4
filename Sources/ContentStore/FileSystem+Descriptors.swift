internal import Glibc

/// Descriptors: opened with close-on-exec, read and written to the last byte.
extension FileSystem {
  /// The error of the system call that just failed.
  static func failure(_ path: String, _ action: String) -> ContentStoreError {
    let code = errno
    return code == ENOENT ? .absent(path: path) : .system(path: path, action: action, code: code)
  }

  /// Opens a path; the descriptor is closed on exec.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) throws -> Int32 {
    while true {
      let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
      if descriptor >= 0 { return descriptor }
      guard errno == EINTR else { throw failure(path, "open it") }
    }
  }

  /// Lends a descriptor of a path and closes it.
  static func withDescriptor<Result>(
    _ path: String, _ flags: Int32, mode: mode_t = 0, _ body: (Int32) throws -> Result
  ) throws -> Result {
    let descriptor = try open(path, flags, mode: mode)
    defer { close(descriptor) }
    return try body(descriptor)
  }

  /// Lends a descriptor of a regular file; anything else is refused without waiting for it.
  static func withFile<Result>(
    _ path: String, _ body: (Int32, FileStamp) throws -> Result
  ) throws -> Result {
    // Without O_NONBLOCK the opening of a FIFO waits for a writer.
    try withDescriptor(path, O_RDONLY | O_NONBLOCK | O_NOCTTY) { descriptor in
      let stamp = try stamp(of: descriptor, path)
      guard stamp.kind == .file else {
        throw ContentStoreError.wrongKind(path: path, expected: "a file", found: stamp.kind.text)
      }
      return try body(descriptor, stamp)
    }
  }

  /// What the system says of an open file.
  static func stamp(of descriptor: Int32, _ path: String) throws -> FileStamp {
    var status = Glibc.stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, "look it up") }
    return FileStamp(status)
  }

  /// Reads up to the buffer's size; 0 is the end of the file.
  static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, _ path: String
  ) throws -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw failure(path, "read it") }
    }
  }

  /// Writes all bytes.
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      } else if errno != EINTR {
        throw failure(path, "write it")
      }
    }
  }

  /// Waits until the disk holds what was written; a failure is final and never tried again.
  static func sync(_ descriptor: Int32, _ path: String) throws {
    guard fsync(descriptor) == 0 else { throw failure(path, "write it to the disk") }
  }

  /// Hands the bytes of an open file to `body`, in pieces.
  static func forEachPiece(
    of descriptor: Int32, _ path: String, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let size = 1 << 18
    try withUnsafeTemporaryAllocation(byteCount: size, alignment: 64) { buffer in
      while true {
        let count = try read(descriptor, into: buffer, path)
        if count == 0 { return }
        try body(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
      }
    }
  }
}
