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
  private var known: [SHA256Digest: [DigestIndex.Hit]] = [:]

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
    let standing = Set(committed.map(\.produced.run))
    func rank(_ hit: DigestIndex.Hit) -> Int {
      let isThere = path.map { ByteOrder.same(Self.bare($0), hit.path) } ?? true
      return (isThere ? 0 : 2) + (standing.contains(hit.run) ? 0 : 1)
    }
    let hits = try hits(digest)
    for wanted in 0..<4 {
      for hit in hits where rank(hit) == wanted {
        if let maker = try maker(hit.run) { return Finding(maker: maker, path: hit.path) }
      }
    }
    return try committedFinding(digest)
  }

  /// The run that made a run's input; nil for raw data.
  ///
  /// Within the workspace the path must agree, too: raw data stays raw when a stage copies it.
  mutating func origin(of input: KeyIngredients.Input, for maker: Maker) throws -> String? {
    let others = try hits(input.content.digest).filter { $0.run != maker.run }
    guard let path = input.path.map(Self.bare) else { return others.first?.run }
    if let hit = others.first(where: { ByteOrder.same($0.path, path) }) { return hit.run }
    guard let found = try committedFinding(input.content.digest), found.maker.run != maker.run,
      ByteOrder.same(found.path, path)
    else { return nil }
    return found.maker.run
  }

  /// A path without a slash at its end.
  static func bare(_ path: String) -> String {
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

  /// The runs that made a digest, oldest first.
  private mutating func hits(_ digest: SHA256Digest) throws -> [DigestIndex.Hit] {
    if let known = known[digest] { return known }
    let found = try ledger.hits(digest).filter { $0.use != .input }
    known[digest] = found
    return found
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
