internal import Glibc

/// Deleting by open folders and names of bytes: no link is followed, whoever puts one there meanwhile, and what a
/// stage leaves need neither have names that are text nor paths that can be said.
extension FileSystem {
  /// Deletes a file, a link or a folder with everything in it; nothing there is no error.
  public static func remove(_ path: String) throws {
    guard let found = try stamp(path, following: false) else { return }
    guard found.kind == .folder else {
      guard unlink(path) == 0 || errno == ENOENT else { throw failure(path, "delete it") }
      return
    }
    let top = try openFolder(AT_FDCWD, Array(path.utf8), path)
    defer { close(top) }
    var removal = Removal(top: top, path: path)
    // What lay too deep lies at the top afterwards.
    while try removal.empty(top, depth: 0) {}
    guard rmdir(path) == 0 || errno == ENOENT else { throw failure(path, "delete it") }
  }

  /// Deletes every link in a folder and in the folders below it, but not in those of some names.
  public static func removeLinks(below path: String, sparing names: Set<String>) throws {
    let folder = try openFolder(AT_FDCWD, Array(path.utf8), path)
    defer { close(folder) }
    let spared = Set(names.map { Array($0.utf8) })
    func visit(_ folder: Int32) throws {
      for name in try list(folder, path) where !spared.contains(name) {
        var status = Glibc.stat()
        guard withPath(name, { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else { continue }
        switch FileStamp(status).kind {
        case .link:
          guard withPath(name, { unlinkat(folder, $0, 0) }) == 0 || errno == ENOENT else {
            throw failure(path, "delete a link in it")
          }
        case .folder:
          let inner = try openFolder(folder, name, path)
          defer { close(inner) }
          try visit(inner)
        default: continue
        }
      }
    }
    try visit(folder)
  }

  /// What is being deleted.
  private struct Removal {
    let top: Int32
    let path: String
    private var moved = 0

    init(top: Int32, path: String) { (self.top, self.path) = (top, path) }

    /// Empties an open folder; true when something of it was moved to the top.
    mutating func empty(_ folder: Int32, depth: Int) throws -> Bool {
      var hasMoved = false
      for name in try list(folder, path) {
        if withPath(name, { unlinkat(folder, $0, 0) }) == 0 || errno == ENOENT { continue }
        guard errno == EISDIR || errno == EPERM else { throw failure(path, "delete what is in it") }
        // Every level needs a descriptor.
        guard depth < 60, let inner = try openInner(folder, name, mayMove: depth > 0) else {
          try move(name, of: folder)
          hasMoved = true
          continue
        }
        defer { close(inner) }
        if try empty(inner, depth: depth + 1) { hasMoved = true }
        guard withPath(name, { unlinkat(folder, $0, AT_REMOVEDIR) }) == 0 || errno == ENOENT else {
          throw failure(path, "delete what is in it")
        }
      }
      return hasMoved
    }

    /// A folder's descriptor, or nil where there are no more of them and it can be moved nearer.
    private func openInner(_ folder: Int32, _ name: [UInt8], mayMove: Bool) throws -> Int32? {
      do {
        return try openFolder(folder, name, path)
      } catch ContentStoreError.system(_, _, code: EMFILE) where mayMove {
        return nil
      }
    }

    private mutating func move(_ name: [UInt8], of folder: Int32) throws {
      while true {
        moved += 1
        let near = Array(".deep-\(moved)".utf8)
        let code = withPath(name) { from in withPath(near) { renameat(folder, from, top, $0) } }
        if code == 0 { return }
        // What an interrupted deletion left there.
        guard [EEXIST, ENOTEMPTY, ENOTDIR].contains(errno) else {
          throw failure(path, "delete what is in it")
        }
      }
    }
  }

  /// A folder's descriptor that lists and may write, whatever its permissions were; a link is refused.
  private static func openFolder(_ above: Int32, _ name: [UInt8], _ path: String) throws -> Int32 {
    let onlyPath: Int32 = 0o10_000_000  // O_PATH of open(2)
    let handle = withPath(name) { openat(above, $0, onlyPath | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
    guard handle >= 0 else { throw failure(path, "open what is in it") }
    defer { close(handle) }
    var status = Glibc.stat()
    // A folder that a stage left without write permission must not stop the deletion.
    if fstat(handle, &status) == 0, status.st_mode & 0o700 != 0o700 {
      chmod("/proc/self/fd/\(handle)", 0o700)
    }
    let folder = openat(handle, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure(path, "list what is in it") }
    return folder
  }

  /// The names in an open folder.
  private static func list(_ folder: Int32, _ path: String) throws -> [[UInt8]] {
    let descriptor = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0, let stream = fdopendir(descriptor) else {
      let error = failure(path, "list what is in it")
      if descriptor >= 0 { close(descriptor) }
      throw error
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [0x2e] && name != [0x2e, 0x2e] { names.append(name) }
    }
    return names
  }

  private static func withPath<Result>(
    _ bytes: [UInt8], _ body: (UnsafePointer<CChar>) throws -> Result
  ) rethrows -> Result {
    try (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
      // The buffer ends with a zero, so that it has a beginning.
      try body(buffer.baseAddress.unsafelyUnwrapped)
    }
  }
}
