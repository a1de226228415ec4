internal import Glibc

/// Files as the system calls give them: every error is thrown, names are bytes, writes are durable.
///
/// Foundation is not used here: its copies do not reach the disk, its atomic write leaves the folder
/// unsynced, and its names pass through Unicode normalization.
public enum FileSystem {
  /// What stands at the path, or nil when nothing does.
  ///
  /// A link counts as what it leads to unless `following` is false; a dangling link is nil then too.
  public static func stamp(_ path: String, following: Bool = true) throws -> FileStamp? {
    var status = Glibc.stat()
    let flags = following ? 0 : AT_SYMLINK_NOFOLLOW
    guard fstatat(AT_FDCWD, path, &status, flags) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure(path, "look it up")
    }
    return FileStamp(status)
  }

  /// Whether anything stands at the path.
  public static func exists(_ path: String) throws -> Bool {
    try stamp(path) != nil
  }

  /// The names in a folder, sorted by their bytes, without `.` and `..`.
  ///
  /// Throws `.nameNotUTF8` for a name that no text can hold.
  public static func names(in folder: String) throws -> [String] {
    var names: [String] = []
    try forEachEntry(of: folder) { entry, _ in
      let name = try text(ofName: entry, in: folder)
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted(by: ByteOrder.precedes)
  }

  /// What stands in a folder: names sorted by their bytes, each with its stamp, links followed.
  ///
  /// One walk to the folder serves all its names: for thousands of files that is half the time. A name that
  /// leads nowhere has no stamp. Throws `.nameNotUTF8`.
  static func entries(in folder: String) throws -> [(name: String, stamp: FileStamp?)] {
    var entries: [(name: String, stamp: FileStamp?)] = []
    try forEachEntry(of: folder) { entry, descriptor in
      let name = try text(ofName: entry, in: folder)
      if name == "." || name == ".." { return }
      entries.append((name, try stamp(name, of: folder, descriptor)))
    }
    return entries.sorted { ByteOrder.precedes($0.name, $1.name) }
  }

  private static func stamp(_ name: String, of folder: String, _ descriptor: Int32) throws -> FileStamp? {
    var status = Glibc.stat()
    if fstatat(descriptor, name, &status, 0) == 0 { return FileStamp(status) }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw failure(folder + "/" + name, "look it up")
  }

  /// The links at or below a path, also those behind links; none where nothing is.
  public static func links(below path: String) throws -> [String] {
    var found: [String] = []
    var open = [path]
    // A link that leads back to a folder above it was refused when the inputs were digested.
    while let path = open.popLast(), found.count < 100_000 {
      guard let own = try stamp(path, following: false) else { continue }
      if own.kind == .link { found.append(path) }
      guard try stamp(path)?.kind == .folder else { continue }
      try forEachEntry(of: path) { entry, _ in
        let kind = Int32(entry.pointee.d_type)
        guard kind != DT_REG else { return }
        let name = try text(ofName: entry, in: path)
        if name != "." && name != ".." { open.append(path + "/" + name) }
      }
    }
    return found
  }

  /// The names in a folder that end with some text, taken together; no text is made of them.
  public static func nameSum(in folder: String, endingWith suffix: String) throws -> NameSum {
    let suffix = Array(suffix.utf8)
    var sum = NameSum()
    try forEachEntry(of: folder) { entry, _ in
      withUnsafeBytes(of: &entry.pointee.d_name) { name in
        let name = name[..<(name.firstIndex(of: 0) ?? name.count)]
        guard name.count >= suffix.count, name.suffix(suffix.count).elementsEqual(suffix) else { return }
        sum.add(name.dropLast(suffix.count))
      }
    }
    return sum
  }

  /// The names in a folder that are text, in no order.
  static func textNames(in folder: String) throws -> [String] {
    var names: [String] = []
    try forEachEntry(of: folder) { entry, _ in
      withUnsafeBytes(of: &entry.pointee.d_name) { name in
        if let text = String(validating: name.prefix { $0 != 0 }, as: UTF8.self) { names.append(text) }
      }
    }
    return names
  }

  private static func forEachEntry(
    of folder: String, _ body: (UnsafeMutablePointer<dirent>, Int32) throws -> Void
  ) throws {
    let descriptor = try open(folder, O_RDONLY | O_DIRECTORY)
    guard let stream = fdopendir(descriptor) else {
      let error = failure(folder, "list it")
      close(descriptor)
      throw error
    }
    defer { closedir(stream) }
    errno = 0
    while let entry = readdir(stream) {
      try body(entry, descriptor)
      errno = 0
    }
    guard errno == 0 else { throw failure(folder, "list it") }
  }

  /// Makes the folder and every missing folder above it, durably.
  public static func makeFolders(_ path: String) throws {
    if let found = try stamp(path) {
      guard found.kind == .folder else {
        throw ContentStoreError.wrongKind(path: path, expected: "a folder", found: found.kind.text)
      }
      return
    }
    let parent = parent(of: path)
    try makeFolders(parent)
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw failure(path, "make the folder") }
    try syncFolder(parent)
  }

  /// The same, unless nothing can be written there: queries do without, and whoever writes is told then.
  public static func makeFoldersWherePossible(_ path: String) throws {
    do {
      try makeFolders(path)
    } catch ContentStoreError.system(_, _, let code) where [EROFS, EACCES, EPERM].contains(code) {}
  }

  /// The folder that holds a path: `.` for a bare name, `/` for the root.
  public static func parent(of path: String) -> String {
    var bytes = Array(path.utf8)
    let slash = UInt8(ascii: "/")
    while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
    guard let last = bytes.lastIndex(of: slash) else { return "." }
    return last == 0 ? "/" : String(decoding: bytes[..<last], as: UTF8.self)
  }

  /// A name's text, or `.nameNotUTF8` with the bytes in question escaped.
  private static func text(ofName entry: UnsafeMutablePointer<dirent>, in folder: String) throws -> String {
    try withUnsafePointer(to: &entry.pointee.d_name) { field in
      try field.withMemoryRebound(to: CChar.self, capacity: 256) { characters in
        guard let name = String(validatingCString: characters) else {
          let bytes = UnsafeRawBufferPointer(start: characters, count: strlen(characters))
          throw ContentStoreError.nameNotUTF8(folder: folder, name: escaped(bytes))
        }
        return name
      }
    }
  }

  private static func escaped(_ bytes: UnsafeRawBufferPointer) -> String {
    bytes.map { byte in
      let hex = String(byte, radix: 16)
      return (0x20..<0x7f).contains(byte)
        ? String(UnicodeScalar(byte)) : "\\x" + (hex.count == 1 ? "0" : "") + hex
    }.joined()
  }
}

extension FileStamp.Kind {
  /// The word for it in messages.
  var text: String {
    switch self {
    case .file: "a file"
    case .folder: "a folder"
    case .link: "a link"
    case .fifo: "a FIFO"
    case .socket: "a socket"
    case .device: "a device"
    }
  }
}
