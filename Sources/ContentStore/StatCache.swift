internal import CFiles
public import Digest
internal import Glibc
internal import Synchronization

/// Digests of files and folders, hashed again only when the file system says that a file may have changed.
///
/// A file's digest is remembered under its device, inode, size, modification time and change time. No path
/// is in the key: a renamed or hard-linked file has its own change time, so nothing is lost by that. A
/// digest is trusted only if the file had been left alone for two seconds when it was hashed (git's racy
/// rule): within one tick of the file system's clock a second write leaves the same times.
///
/// A cache may be used by many threads. Its file is only ever a saving of time: a damaged one costs a
/// rehash and nothing else.
public final class StatCache: Sendable {
  /// What a cache did since it was opened.
  public struct Work: Sendable, Equatable {
    /// Files read and hashed.
    public var files = 0
    /// Bytes read and hashed.
    public var bytes: Int64 = 0
  }

  struct Key: Hashable {
    var device: UInt64
    var inode: UInt64

    func hash(into hasher: inout Hasher) { hasher.combine(inode) }
  }

  struct Entry: Equatable {
    var size: Int64
    var modified: Int64
    var changed: Int64
    var digest: SHA256Digest
    /// Saves since the entry was last of use.
    var age: UInt64 = 0
  }

  struct State {
    var entries: [Key: Entry] = [:]
    var work = Work()
    var isUnsaved = false
  }

  /// How long after a change the disk may not hold it yet, in nanoseconds: twice what Linux waits at most.
  private static let unwritten: Int64 = 60_000_000_000

  /// How long a file must have been left alone for its digest to be remembered, in nanoseconds.
  let settling: Int64

  let file: String?
  let state: Mutex<State>

  /// A cache kept in a file, or in memory alone when there is none; a damaged file is an empty cache.
  public convenience init(file: String?) {
    self.init(file: file, settling: 2_000_000_000)
  }

  init(file: String?, settling: Int64) {
    self.file = file
    self.settling = settling
    state = Mutex(State(entries: file.flatMap(Self.load) ?? [:]))
  }

  /// What was hashed since the cache was opened.
  public var work: Work { state.withLock(\.work) }

  /// How many files are remembered.
  var count: Int { state.withLock(\.entries.count) }

  /// What the file or folder at a path holds, or nil when nothing is there.
  ///
  /// Links are followed, at the top and inside folders: a link counts as what it leads to. Throws for a
  /// dangling link in a folder, a link loop, a FIFO, socket or device, a name that is not UTF-8, and a file
  /// that does not hold still.
  public func content(of path: String) throws -> ContentID? {
    try content(of: path, visit: { _ in })
  }

  /// The same, nil also where something stands that cannot be filed, such as a folder with a dangling link in it.
  public func fitContent(of path: String) throws -> ContentID? {
    do {
      return try content(of: path)
    } catch let error as ContentStoreError where error.isUnfit(path) {
      return nil
    }
  }

  /// The manifests of a folder and of every folder in it, inner ones first; none for a file or nothing.
  public func manifests(of path: String) throws -> [FolderManifest] {
    var manifests: [FolderManifest] = []
    _ = try content(of: path) { manifests.append($0) }
    return manifests
  }

  /// The digest of an open file, read from its beginning unless it is remembered; `path` is for messages.
  ///
  /// What has the descriptor open gets these very bytes, whatever its name leads to later. Throws
  /// `.changedWhileRead` for a file that is written to meanwhile.
  public func digest(of descriptor: Int32, path: String) throws -> SHA256Digest {
    let before = try FileSystem.stamp(of: descriptor, path)
    guard before.kind == .file else {
      throw ContentStoreError.wrongKind(path: path, expected: "a file", found: before.kind.text)
    }
    if let known = known(before) { return known }
    let begun = Self.now()
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileSystem.failure(path, "read it") }
    var hasher = SHA256Hasher()
    try FileSystem.forEachPiece(of: descriptor, path) { hasher.update($0) }
    guard try FileSystem.stamp(of: descriptor, path) == before else {
      throw ContentStoreError.changedWhileRead(path: path)
    }
    let digest = hasher.finish()
    remember(digest, of: before, hashedAt: begun)
    return digest
  }

  /// As `content(of:)`, and hands every folder's manifest to `visit`, inner folders first.
  func content(of path: String, visit: (FolderManifest) throws -> Void) throws -> ContentID? {
    guard let stamp = try FileSystem.stamp(path) else { return nil }
    switch stamp.kind {
    case .file: return try file(path, stamp)
    case .folder:
      var above: [Key] = []
      return try folder(path, stamp, above: &above, visit: visit)
    case .link, .fifo, .socket, .device:
      throw ContentStoreError.wrongKind(
        path: path, expected: "a file or folder", found: stamp.kind.text)
    }
  }

  private func folder(
    _ path: String, _ stamp: FileStamp, above: inout [Key], visit: (FolderManifest) throws -> Void
  ) throws -> ContentID {
    let key = Key(device: stamp.device, inode: stamp.inode)
    guard !above.contains(key) else { throw ContentStoreError.linkLoop(path: path) }
    above.append(key)
    defer { above.removeLast() }
    var entries: [FolderManifest.Entry] = []
    for (name, stamp) in try FileSystem.entries(in: path) {
      if let stamp, stamp.kind == .file, let known = known(stamp) {
        let content = ContentID(kind: .file, digest: known, size: stamp.size)
        entries.append(.init(name: name, content: content))
        continue
      }
      let inner = path + "/" + name
      guard let stamp else { throw ContentStoreError.absent(path: inner) }
      switch stamp.kind {
      case .file:
        let content = try file(inner, stamp)
        entries.append(.init(name: name, content: content))
      case .folder:
        let content = try folder(inner, stamp, above: &above, visit: visit)
        entries.append(.init(name: name, content: content))
      case .link, .fifo, .socket, .device:
        throw ContentStoreError.wrongKind(
          path: inner, expected: "a file or folder", found: stamp.kind.text)
      }
    }
    let manifest = FolderManifest(entries)
    try visit(manifest)
    return manifest.content
  }

  private func file(_ path: String, _ stamp: FileStamp) throws -> ContentID {
    if let known = known(stamp) { return ContentID(kind: .file, digest: known, size: stamp.size) }
    let (read, digest, begun) = try Self.hash(path)
    remember(digest, of: read, hashedAt: begun)
    return ContentID(kind: .file, digest: digest, size: read.size)
  }

  private func known(_ stamp: FileStamp) -> SHA256Digest? {
    let key = Key(device: stamp.device, inode: stamp.inode)
    return state.withLock { state in
      guard let entry = state.entries[key], entry.size == stamp.size,
        entry.modified == stamp.modified, entry.changed == stamp.changed
      else { return nil }
      if entry.age > 0 { state.entries[key]?.age = 0 }
      return entry.digest
    }
  }

  private func remember(_ digest: SHA256Digest, of stamp: FileStamp, hashedAt time: Int64) {
    let key = Key(device: stamp.device, inode: stamp.inode)
    // A clock set back makes `time` too early: then nothing is remembered and the file is hashed again.
    let hasSettled = max(stamp.modified, stamp.changed) < time - settling
    state.withLock { state in
      state.work.files += 1
      state.work.bytes += stamp.size
      if hasSettled {
        state.entries[key] = Entry(
          size: stamp.size, modified: stamp.modified, changed: stamp.changed, digest: digest)
        state.isUnsaved = true
      } else if state.entries.removeValue(forKey: key) != nil {
        state.isUnsaved = true
      }
    }
  }

  /// A file's stamp and digest, and when the reading began; a file that changes meanwhile is read thrice.
  static func hash(_ path: String) throws -> (FileStamp, SHA256Digest, Int64) {
    for _ in 0..<3 {
      let begun = now()
      let found = try FileSystem.withFile(path) { descriptor, before -> (FileStamp, SHA256Digest)? in
        // A mapped page that the disk does not hold yet can be written again without a trace in the file's times.
        // Written back, it leaves one: the three steps of sync_file_range(2). Where that fails nothing else is lost.
        if max(before.modified, before.changed) > begun - unwritten { fovea_write_back(descriptor) }
        var hasher = SHA256Hasher()
        try FileSystem.forEachPiece(of: descriptor, path) { hasher.update($0) }
        let after = try FileSystem.stamp(of: descriptor, path)
        return after == before ? (before, hasher.finish()) : nil
      }
      if let (stamp, digest) = found { return (stamp, digest, begun) }
    }
    throw ContentStoreError.changedWhileRead(path: path)
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
