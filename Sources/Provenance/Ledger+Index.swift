public import ContentStore
public import Digest
internal import Glibc
internal import Synchronization

/// The index of digests.
extension Ledger {
  var indexPath: String { runsFolder + "/index" }

  /// The index as it stands now, with every run in it.
  func completeIndex() throws -> DigestIndex {
    try index.withLock { index in
      var current = try index ?? loadIndex()
      try complete(&current)
      index = current
      return current
    }
  }

  /// Adds a run to the index and its file.
  ///
  /// What is lost or torn here is read from the record again later.
  func enter(_ record: RunRecord) throws {
    try index.withLock { index in
      var current = try index ?? loadIndex()
      // Held once only, so that adding to it copies nothing.
      index = nil
      let known = current.bytes.count
      try add(record, to: &current)
      index = current
      try FileSystem.append(Array(current.bytes[known...]), to: indexPath)
    }
  }

  /// Makes the index anew from the records, whatever its file says.
  func rebuildIndex() throws {
    try index.withLock { index in
      try FileSystem.remove(indexPath)
      var fresh = DigestIndex(reading: [])
      try complete(&fresh)
      index = fresh
    }
  }

  private func loadIndex() throws -> DigestIndex {
    do {
      return DigestIndex(reading: try FileSystem.read(indexPath, limit: 1 << 30))
    } catch ContentStoreError.absent {
      return DigestIndex(reading: [])
    }
  }

  /// Makes the index one of exactly the runs that are on record, and mends the file.
  private func complete(_ index: inout DigestIndex) throws {
    guard try FileSystem.exists(runsFolder) else { return }
    guard try FileSystem.nameSum(in: runsFolder, endingWith: ".json") != index.runSum else { return }
    let standing = try runs()
    let names = Set(standing)
    let known = index.bytes.count
    // A run that is gone takes what its block says with it.
    let isOfGone = index.runs.contains { DigestIndex.folder($0) == nil && !names.contains($0) }
    if isOfGone { index = DigestIndex(reading: []) }
    for identifier in standing where !index.runs.contains(identifier) {
      guard let record = try run(identifier).record else { continue }
      try add(record, to: &index)
    }
    guard isOfGone || index.bytes.count > known else { return }
    do {
      try FileSystem.writeDurably(index.bytes, to: indexPath)
    } catch ContentStoreError.system(_, _, EACCES), ContentStoreError.system(_, _, EROFS) {
      // A workspace that may only be read can be asked all the same.
    }
  }

  /// Adds what a run made and used, and what lies in the folders among that.
  ///
  /// Only a run that made its outputs itself counts.
  private func add(_ record: RunRecord, to index: inout DigestIndex) throws {
    guard record.outcome == .ran else { return index.append(record.run, []) }
    let inputs = record.ingredients.inputs.map {
      DigestIndex.Line(digest: $0.content.digest, use: .input, path: $0.path ?? "")
    }
    let outputs = record.outputs.map {
      DigestIndex.Line(digest: $0.content.digest, use: .output, path: $0.path)
    }
    let contents = record.ingredients.inputs.map(\.content) + record.outputs.map(\.content)
    for content in contents where content.kind == .folder {
      let owner = DigestIndex.owner(content.digest)
      guard !index.runs.contains(owner) else { continue }
      var lines: [DigestIndex.Line] = []
      guard try inner(content.digest, below: "", into: &lines) else { continue }
      index.append(owner, lines)
    }
    index.append(record.run, inputs + outputs)
  }

  /// Lists everything in a folder; false when its manifest is not known.
  private func inner(
    _ folder: SHA256Digest, below path: String, into lines: inout [DigestIndex.Line]
  ) throws -> Bool {
    guard let manifest = try store.knownManifest(of: folder) else { return false }
    for entry in manifest.entries {
      lines.append(.init(digest: entry.content.digest, use: .inner, path: path + entry.name))
      guard entry.content.kind == .folder else { continue }
      guard try inner(entry.content.digest, below: path + entry.name + "/", into: &lines) else {
        return false
      }
    }
    return true
  }
}

extension DigestIndex {
  /// Every run that had to do with a digest, also as part of a folder, oldest first.
  func runHits(_ digest: SHA256Digest) -> [Hit] {
    hits(digest).flatMap { hit -> [Hit] in
      guard let folder = Self.folder(hit.run) else { return [hit] }
      // What lies in a folder within is listed under the outer folder, too.
      return hits(folder).filter { Self.folder($0.run) == nil }.map { outer in
        Hit(run: outer.run, use: outer.use == .output ? .inner : outer.use, path: outer.path + "/" + hit.path)
      }
    }.sorted { ByteOrder.precedes($0.run, $1.run) }
  }
}
