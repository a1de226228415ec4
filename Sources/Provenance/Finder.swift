internal import ContentStore
internal import Digest

/// Finds makers by digest: in the runs of this workspace, and where those do not know, in the committed
/// records.
final class Finder {
  let ledger: Ledger
  let cache: StatCache
  private var makers: [String: Maker] = [:]
  private let index: DigestIndex
  private var records: [StageRecord]?
  /// The same by run, the first of each.
  private var recordsByRun: [String: StageRecord] = [:]
  /// The runs of what stands in `artifacts/`.
  private var standing: Set<String> = []
  /// The folders of published results that a run's record lies in, within the workspace.
  private var published: [String: [String]] = [:]
  private var strangers: [StageRecord]?
  private var known: [SHA256Digest: [DigestIndex.Hit]] = [:]

  init(ledger: Ledger, cache: StatCache) throws {
    self.ledger = ledger
    index = try ledger.completeIndex()
    self.cache = cache
  }

  /// The committed records that can be trusted, those of published results after those of `artifacts/`, each
  /// run once; read when they are first needed.
  func committed() throws -> [StageRecord] {
    if let records { return records }
    let standing = try ledger.stageRecords().compactMap { $0.record.record }
    var seen = Set(standing.map(\.produced.run))
    self.standing = seen
    var found = standing
    for (folder, _, recorded) in try ledger.publishedRecords() {
      guard let record = recorded.record else { continue }
      published[record.produced.run, default: []].append(folder)
      if seen.insert(record.produced.run).inserted { found.append(record) }
    }
    records = found
    recordsByRun = Dictionary(found.map { ($0.produced.run, $0) }) { first, _ in first }
    return found
  }

  /// Who made a digest, wherever it was placed: each place of each stage or cell once.
  ///
  /// What was placed at `path` comes first, then what stands in `artifacts/`, then the oldest.
  func find(_ digest: SHA256Digest, at path: String? = nil) throws -> [Finding] {
    var all: [Finding] = []
    for hit in hits(digest) {
      if let maker = try maker(hit.run) { all.append(Finding(maker: maker, path: hit.path)) }
    }
    all += try committedFindings(digest)
    guard all.count > 1 else { return all }
    func rank(_ finding: Finding) -> Int {
      let isThere = path.map { isPlace(FileSystem.bare($0), of: finding) } ?? true
      return (isThere ? 0 : 2) + (standing.contains(finding.maker.run) ? 0 : 1)
    }
    var seen: Set<String> = []
    // Stable: among equals the oldest stays first.
    return (0..<4).flatMap { wanted in all.filter { rank($0) == wanted } }.filter { finding in
      seen.insert(CellName.text(finding.maker.stage, finding.maker.cell) + "\0" + finding.path).inserted
    }
  }

  /// Where a run placed something, and where that was published.
  private func places(of path: String, by run: String) -> [String] {
    [path] + published[run, default: []].map { PublishedResults.place(of: path, in: $0) }
  }

  /// Whether a path is where a run placed what was found, or where that was published.
  func isPlace(_ path: String, of finding: Finding) -> Bool {
    places(of: finding.path, by: finding.maker.run).contains { ByteOrder.same(path, $0) }
  }

  /// The run that made a run's input; nil for raw data.
  ///
  /// Within the workspace the path must agree, too, and data from outside comes of nobody who read the same:
  /// raw data stays raw when a stage copies it.
  ///
  /// - Parameter guessing: whether a committed folder whose manifest is not here, as in a fresh clone, counts as
  ///   the origin of what lies in it by its path alone.
  func origin(
    of input: KeyIngredients.Input, for maker: Maker, guessing: Bool = false
  ) throws -> String? {
    let others = hits(input.content.digest).filter { $0.run != maker.run }
    guard let path = input.path.map(FileSystem.bare) else {
      return try others.first { try !hasRead(input.content, $0.run) }?.run
    }
    if let hit = others.first(where: { ByteOrder.same($0.path, path) }) { return hit.run }
    if let run = try committedOrigin(input.content.digest, path) { return run }
    return guessing ? try committedFolder(around: path) : nil
  }

  /// Whether a run read something, or every file of a folder, wherever they lay.
  private func hasRead(_ content: ContentID, _ run: String) throws -> Bool {
    func isInput(_ digest: SHA256Digest) -> Bool {
      index.runHits(digest).contains { $0.use == .input && $0.run == run }
    }
    if isInput(content.digest) { return true }
    guard content.kind == .folder, let files = try ledger.store.knownFiles(of: content.digest) else {
      return false
    }
    return !files.isEmpty && files.values.allSatisfy(isInput)
  }

  /// The digests on record that begin so.
  func digests(beginning text: String) throws -> [String] {
    let recorded = try committed().flatMap { record in
      (record.result.outputs.map(\.content) + record.result.ingredients.inputs.map(\.content)).map(
        \.digest.hex)
    }
    return index.digests(beginning: text) + recorded.filter { $0.hasPrefix(text) }
  }

  /// A run's maker, from its record or from the committed one.
  func maker(_ run: String) throws -> Maker? {
    if let known = makers[run] { return known }
    var found = try ledger.run(run).record.map { Maker($0) }
    _ = try committed()
    let record = recordsByRun[run]
    // A stage that was renamed since stands under its new name.
    if let record, found?.name != CellName.text(record.stage, record.cell) { found = Maker(record) }
    makers[run] = found
    return found
  }

  /// The runs that used a digest, or a folder that holds it: those of this workspace, oldest first, then
  /// those of committed records alone.
  func users(of digest: SHA256Digest) throws -> [String] {
    let store = ledger.store
    let own = index.runHits(digest).filter { $0.use == .input }.map(\.run)
    return own
      + (try committedUsers { input in
        if input.content.digest == digest { return true }
        guard input.content.kind == .folder else { return false }
        return try store.knownFiles(of: input.content.digest)?.values.contains(digest) ?? false
      })
  }

  /// The runs that used something inside the folders that a run made, in the same order.
  ///
  /// Path and digest must agree: equal files in other folders are no use of these. Of a folder whose
  /// manifest is not here, as in a fresh clone, the path decides.
  func users(ofPartsOf maker: Maker) throws -> [String] {
    var places: [SHA256Digest: Set<String>] = [:]
    var unknown: [String] = []
    for output in maker.outputs where output.content.kind == .folder {
      let inner = try inner(of: output, maker.run)
      if inner.isEmpty { unknown.append(output.path + "/") }
      for (path, digest) in inner { places[digest, default: []].insert(path) }
    }
    guard !places.isEmpty || !unknown.isEmpty else { return [] }
    let own = places.isEmpty ? [] : index.uses { places[$0]?.contains(FileSystem.bare($1)) ?? false }
    return own.sorted(by: ByteOrder.precedes)
      + (try committedUsers { input in
        guard let path = input.path.map(FileSystem.bare) else { return false }
        return places[input.content.digest]?.contains(path) ?? false
          || unknown.contains { path.utf8.starts(with: $0.utf8) }
      })
  }

  /// The runs that made a digest, oldest first.
  private func hits(_ digest: SHA256Digest) -> [DigestIndex.Hit] {
    if let known = known[digest] { return known }
    let found = index.runHits(digest).filter { $0.use != .input }
    known[digest] = found
    return found
  }
}

/// Asking the committed records, as in a fresh clone that has no runs of its own.
extension Finder {
  /// The committed records whose runs are not in this workspace.
  private func foreign() throws -> [StageRecord] {
    if let strangers { return strangers }
    let found = try committed().filter { !index.runs.contains($0.produced.run) }
    strangers = found
    return found
  }

  /// The runs of committed records of which an input is wanted, oldest first.
  private func committedUsers(
    where isWanted: (KeyIngredients.Input) throws -> Bool
  ) throws -> [String] {
    try foreign().filter { try $0.result.ingredients.inputs.contains(where: isWanted) }
      .sorted { ($0.produced.finished, $0.produced.run) < ($1.produced.finished, $1.produced.run) }
      .map(\.produced.run)
  }

  /// Who made a digest by the committed records, and the folders that stand in the workspace as recorded.
  private func committedFindings(_ digest: SHA256Digest) throws -> [Finding] {
    try foreign().flatMap { record in
      try record.result.outputs.flatMap { output -> [Finding] in
        if output.content.digest == digest {
          return [Finding(maker: Maker(record), path: output.path)]
        }
        return try inner(of: output, record.produced.run).filter { $0.1 == digest }
          .map { Finding(maker: Maker(record), path: $0.0) }
      }
    }
  }

  /// The run that placed a digest at a path, by the committed records.
  private func committedOrigin(_ digest: SHA256Digest, _ path: String) throws -> String? {
    for record in try foreign() {
      for output in record.result.outputs {
        let place = output.path
        if ByteOrder.same(place, path), output.content.digest == digest { return record.produced.run }
        if path.utf8.starts(with: (place + "/").utf8),
          try inner(of: output, record.produced.run)
            .contains(where: { ByteOrder.same($0.0, path) && $0.1 == digest })
        {
          return record.produced.run
        }
      }
    }
    return nil
  }

  /// The run whose committed record declares a folder around a path, where its manifest is not here.
  private func committedFolder(around path: String) throws -> String? {
    for record in try foreign() {
      for output in record.result.outputs where output.content.kind == .folder {
        let run = record.produced.run
        if path.utf8.starts(with: (output.path + "/").utf8),
          try inner(of: output, run).isEmpty
        {
          return run
        }
      }
    }
    return nil
  }

  /// Path and digest of everything in a folder output, as far as its manifests are known.
  private func inner(of output: RunRecord.Output, _ run: String) throws -> [(String, SHA256Digest)] {
    guard output.content.kind == .folder else { return [] }
    let base = output.path
    let isFiled = try ledger.store.knownManifest(of: output.content.digest) != nil
    let places = isFiled ? [] : places(of: base, by: run)
    let standing = try places.map { "\(ledger.root)/\($0)" }.filter { try cache.fitContent(of: $0) != nil }
      .flatMap(cache.manifests)
    let manifests = Dictionary(standing.map { ($0.content.digest, $0) }) { first, _ in first }
    func list(_ folder: SHA256Digest, _ path: String) throws -> [(String, SHA256Digest)] {
      guard let manifest = try manifests[folder] ?? ledger.store.knownManifest(of: folder) else { return [] }
      return try manifest.entries.flatMap { entry in
        let place = path + "/" + entry.name
        let own = [(place, entry.content.digest)]
        return entry.content.kind == .folder ? own + (try list(entry.content.digest, place)) : own
      }
    }
    return try list(output.content.digest, base)
  }
}
