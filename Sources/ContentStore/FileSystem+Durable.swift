internal import CFiles
internal import Glibc
internal import Synchronization

/// Whole files and folders that appear at once or not at all, and stay after a power cut.
extension FileSystem {
  /// The bytes of a regular file of at most `limit` bytes (64 MiB unless told).
  ///
  /// Throws `.tooLarge`, and `.wrongKind` for a folder, FIFO, socket or device, without waiting.
  public static func read(_ path: String, limit: Int = 64 << 20) throws -> [UInt8] {
    try withFile(path) { descriptor, stamp in
      guard stamp.size <= limit else {
        throw ContentStoreError.tooLarge(path: path, limit: limit, found: Int(stamp.size))
      }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(Int(stamp.size))
      try forEachPiece(of: descriptor, path) { piece in
        bytes.append(contentsOf: piece)
        guard bytes.count <= limit else {
          throw ContentStoreError.tooLarge(path: path, limit: limit, found: bytes.count)
        }
      }
      return bytes
    }
  }

  /// The first bytes of a file, as many as one reading gives: for files that the kernel writes as they are
  /// read.
  public static func start(of path: String, count: Int) throws -> [UInt8] {
    try withFile(path) { descriptor, _ in
      try withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { buffer in
        Array(buffer.prefix(try read(descriptor, into: buffer, path)))
      }
    }
  }

  /// The last bytes of a file, at most so many; of one that grows as it was when it was opened.
  public static func end(of path: String, count: Int) throws -> [UInt8] {
    try withFile(path) { descriptor, stamp in
      guard lseek(descriptor, off_t(max(0, stamp.size - Int64(count))), SEEK_SET) >= 0 else {
        throw failure(path, "read it")
      }
      return try withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { buffer in
        Array(buffer.prefix(try read(descriptor, into: buffer, path)))
      }
    }
  }

  /// Writes a whole file: temporary file, write, fsync, rename, fsync of the folder.
  ///
  /// The folder must exist. Whoever reads meanwhile finds the old file or the new one.
  public static func writeDurably(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws {
    let temporary = temporaryName(beside: path)
    do {
      try bytes.withUnsafeBytes { try writeNew($0, to: temporary, mode: mode) }
      try renameDurably(temporary, to: path)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Writes a whole file from a text, as `writeDurably` of its UTF-8 bytes.
  public static func writeDurably(_ text: String, to path: String, mode: UInt32 = 0o644) throws {
    try writeDurably(Array(text.utf8), to: path, mode: mode)
  }

  /// Renames over whatever file stands there and syncs both folders.
  ///
  /// Both must be on one device.
  public static func renameDurably(_ from: String, to path: String) throws {
    guard rename(from, path) == 0 else { throw failure(path, "rename \(from) to it") }
    let target = parent(of: path)
    try syncFolder(target)
    let source = parent(of: from)
    if !ByteOrder.same(source, target) { try syncFolder(source) }
  }

  /// Puts a file or folder in the place of whatever stands at `path`, in one step, durably.
  ///
  /// Whoever looks meanwhile finds the old whole or the new whole; the old one is deleted afterwards.
  /// `staged` must be on the same device and is gone afterwards. Missing parent folders are made.
  public static func replaceDurably(_ path: String, with staged: String) throws {
    try syncTree(staged)
    try makeFolders(parent(of: path))
    let old = try stamp(path, following: false)
    let new = try stamp(staged, following: false)
    if old?.kind == .folder { try makeMovable(path) }
    if new?.kind == .folder { try makeMovable(staged) }
    if old == nil || (old?.kind != .folder && new?.kind != .folder) {
      return try renameDurably(staged, to: path)
    }
    try exchange(staged, path)
    try syncFolder(parent(of: path))
    try remove(staged)
  }

  /// Lets a folder be moved, which is to write its `..`; anything else can be.
  public static func makeMovable(_ path: String) throws {
    guard let found = try stamp(path, following: false), found.kind == .folder, found.mode & 0o200 == 0 else {
      return
    }
    chmod(path, mode_t(found.mode) & 0o7777 | 0o700)
  }

  /// Takes from a file, or from all files of a folder, the permission to be started; links are left alone.
  ///
  /// - Returns: whether no file has it any more. One that has another name elsewhere is left as it is, and so is one
  ///   of another owner.
  public static func forbidExecution(below path: String) throws -> Bool {
    var status = Glibc.stat()
    guard lstat(path, &status) == 0 else { throw failure(path, "look at it") }
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      return try names(in: path).map { try forbidExecution(below: path + "/" + $0) }.allSatisfy { $0 }
    case S_IFREG where status.st_mode & 0o111 != 0:
      return status.st_nlink == 1 && chmod(path, status.st_mode & 0o666) == 0
    default: return true
    }
  }

  /// Syncs a folder's names.
  public static func syncFolder(_ path: String) throws {
    try withDescriptor(path, O_RDONLY | O_DIRECTORY) { try sync($0, path) }
  }

  /// Syncs a file, or a folder with everything in it; links are left alone.
  public static func syncTree(_ path: String) throws {
    guard let found = try stamp(path, following: false) else {
      throw ContentStoreError.absent(path: path)
    }
    switch found.kind {
    case .file: try withFile(path) { descriptor, _ in try sync(descriptor, path) }
    case .folder:
      for name in try names(in: path) { try syncTree(path + "/" + name) }
      try syncFolder(path)
    case .link: break
    case .fifo, .socket, .device:
      throw ContentStoreError.wrongKind(path: path, expected: "a file or folder", found: found.kind.text)
    }
  }

  /// A name in the same folder that nobody else uses: `.NAME.PID.N.tmp`.
  static func temporaryName(beside path: String) -> String {
    let folder = parent(of: path)
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { String($0) ?? "" } ?? ""
    let number = counter.add(1, ordering: .relaxed).newValue
    // The name is cut so that a name of 255 bytes has a temporary one too.
    return "\(folder)/.\(name.unicodeScalars.prefix(40).map(String.init).joined()).\(getpid()).\(number).tmp"
  }

  /// Deletes the temporary files that killed writers left in a folder; those of living ones stay.
  public static func sweepTemporaries(in folder: String) throws {
    guard try exists(folder) else { return }
    for name in try textNames(in: folder) {
      guard let writer = writer(ofTemporary: name), kill(writer, 0) != 0, errno == ESRCH else { continue }
      try remove(folder + "/" + name)
    }
  }

  /// The process that made a temporary file, by the file's name; nil for any other name.
  private static func writer(ofTemporary name: String) -> pid_t? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).suffix(3)
    guard name.hasPrefix("."), parts.count == 3, parts.last == "tmp", Int(parts[parts.startIndex + 1]) != nil
    else { return nil }
    return pid_t(parts[parts.startIndex]).flatMap { $0 > 0 ? $0 : nil }
  }

  private static let counter = Atomic<Int>(0)

  private static func writeNew(_ bytes: UnsafeRawBufferPointer, to path: String, mode: UInt32) throws {
    try withDescriptor(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600) { descriptor in
      try write(bytes, to: descriptor, path)
      guard fchmod(descriptor, mode) == 0 else { throw failure(path, "set its permissions") }
      try sync(descriptor, path)
    }
  }

  /// Exchanges two names in one step; where the file system cannot, the old one is moved aside first.
  private static func exchange(_ staged: String, _ path: String) throws {
    if fovea_exchange(AT_FDCWD, staged, AT_FDCWD, path) == 0 { return }
    guard errno == EINVAL || errno == ENOSYS else { throw failure(path, "exchange it with \(staged)") }
    let aside = temporaryName(beside: path)
    guard rename(path, aside) == 0 else { throw failure(path, "move it aside") }
    guard rename(staged, path) == 0 else {
      let error = failure(path, "rename \(staged) to it")
      rename(aside, path)
      throw error
    }
    try remove(aside)
  }
}

extension FileSystem {
  /// Adds bytes at a file's end, making the file if need be, without waiting for the disk unless told.
  ///
  /// For what may be lost or torn: whoever reads it must be able to tell.
  public static func append(_ bytes: [UInt8], to path: String, durably: Bool = false) throws {
    try withDescriptor(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o644) { descriptor in
      try bytes.withUnsafeBytes { try write($0, to: descriptor, path) }
      if durably { try sync(descriptor, path) }
    }
    if durably { try syncFolder(parent(of: path)) }
  }
}

extension FileSystem {
  /// The first bytes of a file, fewer when it is shorter; nil when there is no file at the path.
  public static func beginning(of path: String, count: Int) throws -> [UInt8]? {
    try stamp(path)?.kind == .file ? start(of: path, count: count) : nil
  }
}
