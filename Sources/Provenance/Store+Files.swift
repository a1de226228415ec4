public import ContentStore
public import Digest

extension Store {
  /// A folder's manifest, or nil when it is not here or damaged.
  public func knownManifest(of digest: SHA256Digest) throws -> FolderManifest? {
    do {
      return try manifest(of: digest)
    } catch let error as ContentStoreError where error.isDamage {
      return nil
    }
  }

  /// The digests of all files in a filed folder, by path within it; nil when a manifest is not known.
  public func knownFiles(of folder: SHA256Digest) throws -> [String: SHA256Digest]? {
    guard let manifest = try knownManifest(of: folder) else { return nil }
    var files: [String: SHA256Digest] = [:]
    for entry in manifest.entries {
      guard entry.content.kind == .folder else {
        files[entry.name] = entry.content.digest
        continue
      }
      guard let inner = try knownFiles(of: entry.content.digest) else { return nil }
      for (path, digest) in inner { files[entry.name + "/" + path] = digest }
    }
    return files
  }
}

extension StatCache {
  /// The digests of all files in a folder that stands on the disk, by path within it.
  public func files(of folder: String) throws -> [String: SHA256Digest] {
    let all = try manifests(of: folder)
    let manifests = Dictionary(all.map { ($0.content.digest, $0) }) { first, _ in first }
    func list(_ digest: SHA256Digest) -> [String: SHA256Digest] {
      var files: [String: SHA256Digest] = [:]
      for entry in manifests[digest]?.entries ?? [] {
        guard entry.content.kind == .folder else {
          files[entry.name] = entry.content.digest
          continue
        }
        for (path, digest) in list(entry.content.digest) { files[entry.name + "/" + path] = digest }
      }
      return files
    }
    return all.last.map { list($0.content.digest) } ?? [:]
  }
}
