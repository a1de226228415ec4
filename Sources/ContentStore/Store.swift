public import Digest
internal import Glibc

/// Files by their SHA-256: what a run made can be put back, and what the disk spoiled is found.
///
/// A file's object is its bytes, a folder's is its `FolderManifest`. Objects are read-only, made whole
/// (temporary file, fsync, rename, fsync of the folder) and hashed whenever they are read. What stands in
/// `artifacts/` is a copy (sharing extents where the file system can), so nothing done there harms them.
public struct Store: Sendable {
  /// The folder that holds everything of the store.
  public let folder: String

  /// The bytes that `read` takes at most unless told.
  public static let readLimit = 256 << 20

  /// A store in a folder, which is made with its parents when it is missing; where that cannot be, it is empty.
  public init(folder: String) throws {
    self.folder = folder
    for part in ["objects", "keys", "temporary", "quarantine"] {
      try FileSystem.makeFoldersWherePossible(folder + "/" + part)
    }
  }

  /// Where the object of a digest lies or would lie.
  public func path(of digest: SHA256Digest) -> String {
    let hex = digest.hex
    return "\(folder)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  /// Whether everything of a file or folder is here, by name and size; bytes are checked when they are read.
  ///
  /// A folder that was filed when executable files counted as others is not: what comes back has another digest.
  public func holds(_ content: ContentID) throws -> Bool {
    guard let stamp = try FileSystem.stamp(path(of: content.digest), following: false),
      stamp.kind == .file
    else { return false }
    guard content.kind == .folder else { return stamp.size == content.size }
    let manifest: FolderManifest
    do {
      manifest = try self.manifest(of: content.digest)
    } catch let error as ContentStoreError where error.isDamage {
      // Any other error says nothing of the object: a disk that cannot be read is not an empty store.
      return false
    }
    return try manifest.entries.allSatisfy { try !$0.isExecutable && holds($0.content) }
  }

  /// What an object is, by its first bytes; nil where there is none.
  ///
  /// A folder's is a manifest, a file's anything else, also what only begins like one.
  public func content(of digest: SHA256Digest) throws -> ContentID? {
    let path = path(of: digest)
    guard let stamp = try FileSystem.stamp(path, following: false), stamp.kind == .file else { return nil }
    let opening = FolderManifest.opening
    if try FileSystem.beginning(of: path, count: opening.count) == opening {
      do { return try manifest(of: digest).content } catch ContentStoreError.badManifest {}
    }
    return ContentID(kind: .file, digest: digest, size: stamp.size)
  }

  /// The bytes of an object, checked.
  ///
  /// Throws `.noObject`, `.tooLarge`, and `.corruptObject` after moving the object to quarantine.
  public func read(_ digest: SHA256Digest, limit: Int = readLimit) throws -> [UInt8] {
    let path = path(of: digest)
    guard try FileSystem.exists(path) else { throw ContentStoreError.noObject(digest) }
    let bytes = try FileSystem.read(path, limit: limit)
    let found = SHA256Digest(of: bytes)
    guard found == digest else { throw try quarantine(digest, found: found) }
    return bytes
  }

  /// What a folder's object lists, checked.
  public func manifest(of digest: SHA256Digest) throws -> FolderManifest {
    try FolderManifest(parsing: read(digest), of: digest)
  }

  /// Reads every byte of a file or folder and throws at the first that is missing or damaged.
  public func verify(_ content: ContentID) throws {
    switch content.kind {
    case .file: try check(content.digest)
    case .folder: for entry in try manifest(of: content.digest).entries { try verify(entry.content) }
    }
  }

  /// Reads every object of the store; what is damaged goes to quarantine and is returned.
  ///
  /// An object that is no file (a folder, a link, a device) is damaged, too.
  /// - Parameter progress: told the bytes read so far and the bytes in all.
  public func verifyAll(progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }) throws
    -> [ContentStoreError]
  {
    let digests = try objects()
    let sizes = try digests.map { try FileSystem.stamp(path(of: $0), following: false)?.size ?? 0 }
    let total = sizes.reduce(0, +)
    var done: Int64 = 0
    var damaged: [ContentStoreError] = []
    for (digest, size) in zip(digests, sizes) {
      do {
        try check(digest)
      } catch let error as ContentStoreError {
        guard case .corruptObject = error else { throw error }
        damaged.append(error)
      }
      done += size
      progress(done, total)
    }
    return damaged
  }

  /// The digests of all objects, sorted.
  public func objects() throws -> [SHA256Digest] {
    try names().compactMap(Self.digest)
  }

  /// The digests of the objects that begin with these hexadecimal digits, at least two, sorted.
  public func objects(beginning text: String) throws -> [SHA256Digest] {
    let part = String(text.prefix(2))
    guard try FileSystem.stamp("\(folder)/objects/\(part)")?.kind == .folder else { return [] }
    return try FileSystem.names(in: "\(folder)/objects/\(part)").filter { (part + $0).hasPrefix(text) }
      .compactMap { Self.digest((part, $0)) }
  }

  /// The paths of what lies among the objects and is none by its name.
  public func strays() throws -> [String] {
    try names().filter { Self.digest($0) == nil }.map {
      "\(folder)/objects/" + ($0.folder.isEmpty ? $0.name : "\($0.folder)/\($0.name)")
    }
  }

  /// The object of a name in a folder that is called by two digits.
  private static func digest(_ place: (folder: String, name: String)) -> SHA256Digest? {
    place.folder.utf8.count == 2 ? SHA256Digest(hex: place.folder + place.name) : nil
  }

  /// Everything among the objects by its folder, sorted; what lies in none has an empty one.
  private func names() throws -> [(folder: String, name: String)] {
    let root = folder + "/objects"
    guard try FileSystem.exists(root) else { return [] }
    return try FileSystem.names(in: root).flatMap { name -> [(folder: String, name: String)] in
      let isFolder = try FileSystem.stamp("\(root)/\(name)")?.kind == .folder
      return try isFolder ? FileSystem.names(in: "\(root)/\(name)").map { (name, $0) } : [("", name)]
    }
  }

  /// Deletes what killed commands left half made.
  ///
  /// The caller holds the workspace's lock.
  public func sweep() throws {
    for name in try FileSystem.names(in: folder + "/temporary") {
      try FileSystem.remove(folder + "/temporary/" + name)
    }
  }

  private func check(_ digest: SHA256Digest) throws {
    let path = path(of: digest)
    guard let stamp = try FileSystem.stamp(path, following: false) else {
      throw ContentStoreError.noObject(digest)
    }
    // Of what is no file there are no bytes to hash; the digest of none stands for them.
    let found = stamp.kind == .file ? try StatCache.hash(path).1 : SHA256Digest(of: [])
    guard found == digest, stamp.kind == .file else { throw try quarantine(digest, found: found) }
  }

  /// Moves a damaged object aside and gives the error that names it.
  func quarantine(_ digest: SHA256Digest, found: SHA256Digest) throws -> ContentStoreError {
    let path = path(of: digest)
    let aside = "\(folder)/quarantine/\(digest.hex).\(getpid()).\(Self.stamped())"
    try FileSystem.renameDurably(path, to: aside)
    return .corruptObject(digest, path: path, found: found, quarantine: aside)
  }

  private static func stamped() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
