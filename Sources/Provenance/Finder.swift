internal import ContentStore
internal import Digest

/// Finds makers by digest: in the runs of this workspace, and where those do not know, in the committed
/// records.
struct Finder {
  let ledger: Ledger
  let cache: StatCache
  /// The committed records that can be trusted.
  let committed: [StageRecord]
  private var makers: [String: Maker] = [:]

  init(ledger: Ledger, cache: StatCache) throws {
    self.ledger = ledger
    self.cache = cache
    committed = try ledger.stageRecords().compactMap { $0.record.record }
  }

  /// Who made a digest, wherever it was placed.
  ///
  /// Of several runs the one that placed it at `path` comes first, then one whose result stands in
  /// `artifacts/`, then the oldest.
  mutating func find(_ digest: SHA256Digest, at path: String? = nil) throws -> Finding? {
    let found = try findings(digest)
    let standing = Set(committed.map(\.produced.run))
    func rank(_ finding: Finding) -> Int {
      let isThere = path.map { ByteOrder.same(Self.bare($0), finding.path) } ?? true
      return (isThere ? 0 : 2) + (standing.contains(finding.maker.run) ? 0 : 1)
    }
    let best = found.map(rank).min()
    return try found.first { rank($0) == best } ?? committedFinding(digest)
  }

  /// Who made a run's input; nil for raw data.
  ///
  /// Within the workspace the path must agree, too: raw data stays raw when a stage copies it.
  mutating func origin(of input: KeyIngredients.Input, for maker: Maker) throws -> Finding? {
    let others = try findings(input.content.digest).filter { $0.maker.run != maker.run }
    guard let path = input.path.map(Self.bare) else { return others.first }
    if let found = others.first(where: { ByteOrder.same($0.path, path) }) { return found }
    guard let found = try committedFinding(input.content.digest), found.maker.run != maker.run,
      ByteOrder.same(found.path, path)
    else { return nil }
    return found
  }

  private mutating func findings(_ digest: SHA256Digest) throws -> [Finding] {
    var found: [Finding] = []
    for hit in try ledger.hits(digest) where hit.use != .input {
      guard let maker = try maker(hit.run), let place = Self.place(of: hit, in: maker) else { continue }
      found.append(Finding(maker: maker, path: place))
    }
    return found
  }

  /// A path without a slash at its end.
  private static func bare(_ path: String) -> String {
    path.utf8.last == UInt8(ascii: "/") ? String(path.dropLast()) : path
  }

  /// A run's maker, from its record or from the committed one.
  mutating func maker(_ run: String) throws -> Maker? {
    if let known = makers[run] { return known }
    let found =
      try ledger.run(run).record.map { Maker($0) }
      ?? committed.first { $0.produced.run == run }.map { Maker($0) }
    makers[run] = found
    return found
  }

  /// Where the run placed what was found: the output's path and what follows its role.
  private static func place(of hit: DigestIndex.Hit, in maker: Maker) -> String? {
    let output = maker.outputs.first { output in
      ByteOrder.same(hit.path, output.role)
        || (hit.use == .inner && hit.path.utf8.starts(with: (output.role + "/").utf8))
    }
    guard let output else { return nil }
    let inner = String(decoding: hit.path.utf8.dropFirst(output.role.utf8.count), as: UTF8.self)
    return bare(output.path) + inner
  }

  /// In a fresh clone: the committed records, and the folders that stand in the workspace as recorded.
  private func committedFinding(_ digest: SHA256Digest) throws -> Finding? {
    for record in committed {
      for output in record.result.outputs {
        if output.content.digest == digest {
          return Finding(maker: Maker(record), path: Self.bare(output.path))
        }
        if output.content.kind == .folder, let inner = try inner(digest, in: output) {
          return Finding(maker: Maker(record), path: inner)
        }
      }
    }
    return nil
  }

  private func inner(_ digest: SHA256Digest, in output: RunRecord.Output) throws -> String? {
    let base = Self.bare(output.path)
    var manifests: [SHA256Digest: FolderManifest] = [:]
    let standing = try cache.manifests(of: ledger.root + "/" + base)
    for manifest in standing { manifests[manifest.content.digest] = manifest }
    func search(_ folder: SHA256Digest, _ path: String) throws -> String? {
      guard let manifest = try manifests[folder] ?? ledger.store.knownManifest(of: folder) else { return nil }
      for entry in manifest.entries {
        let place = path + "/" + entry.name
        if entry.content.digest == digest { return place }
        if entry.content.kind == .folder, let inner = try search(entry.content.digest, place) { return inner }
      }
      return nil
    }
    return try search(output.content.digest, base)
  }
}
