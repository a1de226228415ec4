internal import CFiles
internal import Digest
internal import Glibc

/// Putting back what was filed.
extension Store {
  /// Puts a file or folder in the place of whatever stands at `path`, whole and durably.
  ///
  /// Every byte is hashed on the way. Throws `.noObject`, and `.corruptObject` after moving the object to
  /// quarantine; `path` is untouched then.
  public func restore(_ content: ContentID, to path: String) throws {
    try FileSystem.makeFolders(FileSystem.parent(of: path))
    do {
      try restore(content, to: path, by: stagingName(for: path))
    } catch ContentStoreError.system(_, _, code: EXDEV) {
      // One device may be mounted twice, and nothing is moved from one mount to the other.
      try restore(content, to: path, by: FileSystem.temporaryName(beside: path))
    }
  }

  private func restore(_ content: ContentID, to path: String, by staged: String) throws {
    do {
      try build(content, isExecutable: false, at: staged)
      try FileSystem.replaceDurably(path, with: staged)
    } catch {
      try FileSystem.remove(staged)
      throw error
    }
  }

  /// A new name in the store's own temporary folder.
  func newTemporary() -> String {
    FileSystem.temporaryName(beside: folder + "/temporary/object")
  }

  /// Copies an open file into another and gives the digest of what was copied.
  func copy(_ from: Int32, _ fromPath: String, to: Int32, _ toPath: String) throws -> SHA256Digest {
    var hasher = SHA256Hasher()
    if fovea_clone(to, from) == 0 {
      try FileSystem.forEachPiece(of: to, toPath) { hasher.update($0) }
    } else {
      try FileSystem.forEachPiece(of: from, fromPath) { piece in
        hasher.update(piece)
        try FileSystem.write(piece, to: to, toPath)
      }
    }
    return hasher.finish()
  }

  /// A place to build in: the store's temporary folder, or beside the target when that is another device.
  private func stagingName(for path: String) throws -> String {
    let own = try FileSystem.stamp(folder + "/temporary")
    let target = try FileSystem.stamp(FileSystem.parent(of: path))
    return own?.device == target?.device ? newTemporary() : FileSystem.temporaryName(beside: path)
  }

  private func build(_ content: ContentID, isExecutable: Bool, at path: String) throws {
    guard content.kind == .folder else { return try build(content.digest, isExecutable, at: path) }
    let manifest = try manifest(of: content.digest)
    guard mkdir(path, 0o777) == 0 else { throw FileSystem.failure(path, "make the folder") }
    for entry in manifest.entries {
      try build(entry.content, isExecutable: entry.isExecutable, at: path + "/" + entry.name)
    }
  }

  private func build(_ digest: SHA256Digest, _ isExecutable: Bool, at path: String) throws {
    let object = self.path(of: digest)
    guard try FileSystem.exists(object) else { throw ContentStoreError.noObject(digest) }
    let mode: mode_t = isExecutable ? 0o777 : 0o666
    let found = try FileSystem.withFile(object) { from, _ in
      try FileSystem.withDescriptor(path, O_RDWR | O_CREAT | O_EXCL, mode: mode) { to in
        try copy(from, object, to: to, path)
      }
    }
    guard found == digest else { throw try quarantine(digest, found: found) }
  }
}
