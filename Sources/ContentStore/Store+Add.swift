public import Digest
internal import Glibc

/// Filing: every byte is copied first, then synced, then named, so that the disk is waited for once.
extension Store {
  /// Files a file, or a folder with everything in it, durably, and gives its identity.
  ///
  /// The source stays. Links are followed as in `StatCache.content(of:)`. An object that is here already is
  /// read and, if it is damaged, replaced.
  public func add(_ path: String) throws -> ContentID {
    var batch = Batch()
    do {
      var above: [StatCache.Key] = []
      let content = try capture(path, above: &above, into: &batch)
      try file(batch)
      return content
    } catch {
      for object in batch.objects { unlink(object.temporary) }
      throw error
    }
  }

  /// Files some bytes as an object, durably, and gives their digest.
  public func add(bytes: [UInt8]) throws -> SHA256Digest {
    var batch = Batch()
    do {
      let digest = try capture(bytes, into: &batch)
      try file(batch)
      return digest
    } catch {
      for object in batch.objects { unlink(object.temporary) }
      throw error
    }
  }

  /// Files the manifests of a folder, not its files: what lies in it stays known after it is gone.
  ///
  /// For raw inputs. Gives nil when nothing is at the path; a file files nothing.
  public func addManifests(_ path: String, using cache: StatCache) throws -> ContentID? {
    var missing: [[UInt8]] = []
    let content = try cache.content(of: path) { manifest in
      if try !FileSystem.exists(self.path(of: manifest.content.digest)) { missing.append(manifest.bytes) }
    }
    for bytes in missing { _ = try add(bytes: bytes) }
    return content
  }

  private struct Batch {
    struct Object {
      var digest: SHA256Digest
      var temporary: String
    }
    var objects: [Object] = []
    var digests: Set<SHA256Digest> = []
  }

  private func capture(
    _ path: String, above: inout [StatCache.Key], into batch: inout Batch
  ) throws -> ContentID {
    guard let stamp = try FileSystem.stamp(path) else { throw ContentStoreError.absent(path: path) }
    switch stamp.kind {
    case .file: return try capture(file: path, into: &batch)
    case .folder:
      let key = StatCache.Key(device: stamp.device, inode: stamp.inode)
      guard !above.contains(key) else { throw ContentStoreError.linkLoop(path: path) }
      above.append(key)
      defer { above.removeLast() }
      var entries: [FolderManifest.Entry] = []
      for name in try FileSystem.names(in: path) {
        let content = try capture(path + "/" + name, above: &above, into: &batch)
        entries.append(.init(name: name, content: content))
      }
      let manifest = FolderManifest(entries)
      _ = try capture(manifest.bytes, into: &batch)
      return manifest.content
    case .link, .fifo, .socket, .device:
      throw ContentStoreError.wrongKind(
        path: path, expected: "a file or folder", found: stamp.kind.text)
    }
  }

  private func capture(file path: String, into batch: inout Batch) throws -> ContentID {
    let temporary = newTemporary()
    let (digest, size) = try FileSystem.withFile(path) { descriptor, before in
      let digest = try create(temporary) { try copy(descriptor, path, to: $0, temporary) }
      guard try FileSystem.stamp(of: descriptor, path) == before else {
        throw ContentStoreError.changedWhileRead(path: path)
      }
      return (digest, before.size)
    }
    try enlist(digest, temporary, in: &batch)
    return ContentID(kind: .file, digest: digest, size: size)
  }

  private func capture(_ bytes: [UInt8], into batch: inout Batch) throws -> SHA256Digest {
    let temporary = newTemporary()
    try create(temporary) { descriptor in
      try bytes.withUnsafeBytes { try FileSystem.write($0, to: descriptor, temporary) }
    }
    let digest = SHA256Digest(of: bytes)
    try enlist(digest, temporary, in: &batch)
    return digest
  }

  /// Makes a temporary file; it is gone again when `body` throws.
  private func create<Result>(_ temporary: String, _ body: (Int32) throws -> Result) throws -> Result {
    do {
      return try FileSystem.withDescriptor(temporary, O_RDWR | O_CREAT | O_EXCL, mode: 0o444, body)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private func enlist(_ digest: SHA256Digest, _ temporary: String, in batch: inout Batch) throws {
    if try !batch.digests.insert(digest).inserted || isWhole(digest) {
      unlink(temporary)
    } else {
      batch.objects.append(.init(digest: digest, temporary: temporary))
    }
  }

  /// Whether the object is here and undamaged.
  private func isWhole(_ digest: SHA256Digest) throws -> Bool {
    let path = path(of: digest)
    guard let stamp = try FileSystem.stamp(path, following: false) else { return false }
    guard stamp.kind == .file else {
      try FileSystem.remove(path)
      return false
    }
    return try StatCache.hash(path).1 == digest
  }

  /// Syncs all temporary files, then names them, then syncs the folders that hold the names.
  private func file(_ batch: Batch) throws {
    for object in batch.objects { try FileSystem.syncTree(object.temporary) }
    var folders: Set<String> = []
    for object in batch.objects {
      let path = path(of: object.digest)
      let folder = FileSystem.parent(of: path)
      if folders.insert(folder).inserted { try FileSystem.makeFolders(folder) }
      guard rename(object.temporary, path) == 0 else {
        throw FileSystem.failure(path, "rename \(object.temporary) to it")
      }
    }
    for folder in folders.sorted() { try FileSystem.syncFolder(folder) }
  }
}
