internal import ContentStore
internal import Digest
internal import Glibc
internal import Synchronization

/// The index of digests.
extension Ledger {
  var indexPath: String { runsFolder + "/index" }

  /// Every run that had to do with a digest, oldest first.
  func hits(_ digest: SHA256Digest) throws -> [DigestIndex.Hit] {
    try index.withLock { index in
      var current = try index ?? loadIndex()
      try complete(&current)
      index = current
      return current.hits(digest)
    }
  }

  /// Appends a run to the index file.
  ///
  /// What is lost or torn here is read from the record again later.
  func enter(_ record: RunRecord) throws {
    let lines = try lines(of: record)
    index.withLock { index in index?.append(record.run, lines) }
    try FileSystem.append(DigestIndex.block(record.run, lines), to: indexPath)
  }

  private func loadIndex() throws -> DigestIndex {
    do {
      return DigestIndex(reading: try FileSystem.read(indexPath, limit: 1 << 30))
    } catch ContentStoreError.absent {
      return DigestIndex(reading: [])
    }
  }

  /// Adds the runs that the file lacks, and mends the file.
  private func complete(_ index: inout DigestIndex) throws {
    let missing = try runs().filter { !index.runs.contains($0) }
    let known = index.runs.count
    for identifier in missing {
      guard let record = try run(identifier).record else { continue }
      index.append(identifier, try lines(of: record))
    }
    guard index.runs.count > known else { return }
    do {
      try FileSystem.writeDurably(index.file, to: indexPath)
    } catch ContentStoreError.system(_, _, EACCES), ContentStoreError.system(_, _, EROFS) {
      // A workspace that may only be read can be asked all the same.
    }
  }

  /// What a run made and used.
  ///
  /// Only a run that made its outputs itself counts.
  private func lines(of record: RunRecord) throws -> [DigestIndex.Line] {
    guard record.outcome == .ran else { return [] }
    var lines = record.ingredients.inputs.map {
      DigestIndex.Line(digest: $0.content.digest, use: .input, path: $0.role)
    }
    for output in record.outputs {
      lines.append(.init(digest: output.content.digest, use: .output, path: output.role))
      if output.content.kind == .folder {
        try inner(output.content.digest, below: output.role, into: &lines)
      }
    }
    return lines
  }

  private func inner(_ folder: SHA256Digest, below path: String, into lines: inout [DigestIndex.Line]) throws
  {
    guard let manifest = try store.knownManifest(of: folder) else { return }
    for entry in manifest.entries {
      let place = path + "/" + entry.name
      lines.append(.init(digest: entry.content.digest, use: .inner, path: place))
      if entry.content.kind == .folder { try inner(entry.content.digest, below: place, into: &lines) }
    }
  }
}

extension Store {
  /// A folder's manifest, or nil when it is not here or damaged.
  func knownManifest(of digest: SHA256Digest) throws -> FolderManifest? {
    do {
      return try manifest(of: digest)
    } catch let error as ContentStoreError {
      switch error {
      case .noObject, .corruptObject, .badManifest: return nil
      default: throw error
      }
    }
  }
}
