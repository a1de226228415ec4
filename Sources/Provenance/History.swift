public import ContentStore
public import Digest
internal import Git

/// The runs on record, newest first: what `fovea log` shows.
public struct History: Sendable {
  /// One run.
  public struct Entry: Sendable {
    /// What run and committed record both know of it.
    public var maker: Maker
    /// How it ended; `ran` for one that only a committed record knows.
    public var outcome: RunRecord.Outcome
    /// Wall-clock seconds, processor seconds and the most memory in bytes; nil where nobody knows.
    public var costs: (wall: Double, cpu: Double, memory: Int64)?
    /// The machine's name.
    public var host: String
    /// Why it failed.
    public var failure: String?
    /// The run whose outputs were put back.
    public var restoredFrom: String?
    /// For a path: what the run placed there; nil where that is not known.
    public var digest: SHA256Digest?
    /// Whether this workspace has the run's own record; otherwise a committed record told of it.
    public var isLocal: Bool
    /// Whether its outputs are what the committed records of the work tree say.
    public var isStanding: Bool
  }

  /// The runs, newest first.
  public private(set) var entries: [Entry] = []
  /// Whether a shallow clone cut the history of committed records off.
  public private(set) var isCut = false

  /// Every run of a stage, a cell or a path; of everything when `text` is nil.
  ///
  /// - Throws: `Subject.Unknown` when nothing on record has this name.
  public init(of ledger: Ledger, about word: String? = nil, cache: StatCache) throws {
    let text = try word.map { try ledger.completed($0, cache: cache, orCommit: false) }
    let standing = Set(try ledger.stageRecords().compactMap { $0.record.record?.produced.run })
    let place = text.map { FileSystem.bare(ledger.place(of: $0)) }
    var known: Set<String> = []
    for identifier in try ledger.runs() {
      guard let record = try ledger.run(identifier).record else { continue }
      known.insert(identifier)
      var entry = Entry(record)
      entry.isStanding = standing.contains(identifier)
      if try take(&entry, text, place, ledger) { entries.append(entry) }
    }
    for record in try committed(ledger) where known.insert(record.produced.run).inserted {
      var entry = Entry(record)
      entry.isStanding = standing.contains(record.produced.run)
      if try take(&entry, text, place, ledger) { entries.append(entry) }
    }
    entries.sort { ($0.maker.finished, $0.maker.run) > ($1.maker.finished, $1.maker.run) }
    if let word, entries.isEmpty { throw Subject.Unknown(text: word) }
  }

  private func take(
    _ entry: inout Entry, _ text: String?, _ place: String?, _ ledger: Ledger
  ) throws -> Bool {
    guard let text, let place else { return true }
    let maker = entry.maker
    if [maker.name, maker.stage, maker.run].contains(text) { return true }
    // A folder around outputs stands for those who made them.
    if maker.outputs.contains(where: {
      FileSystem.holds(place, $0.path) && !ByteOrder.same(place, $0.path)
    }) {
      return true
    }
    guard let output = maker.outputs.first(where: { FileSystem.holds($0.path, place) }) else { return false }
    let base = output.path
    guard !ByteOrder.same(base, place) else {
      entry.digest = output.content.digest
      return true
    }
    // Of a folder whose list is not here nobody can tell what lay in it.
    guard let files = try ledger.store.knownFiles(of: output.content.digest) else { return true }
    let inner = String(decoding: place.utf8.dropFirst(base.utf8.count + 1), as: UTF8.self)
    entry.digest = files[inner]
    return entry.digest != nil || files.keys.contains { $0.hasPrefix(inner + "/") }
  }

  /// The committed records of the work tree and of every commit.
  private mutating func committed(_ ledger: Ledger) throws -> [StageRecord] {
    var records = try ledger.stageRecords().compactMap { $0.record.record }
    do {
      guard let repository = try ledger.repository() else { return records }
      let folder = ledger.pathInRepository(Ledger.committed, repository)
      let history = try repository.versions(in: folder)
      isCut = history.isCut
      for version in history.found where version.name.hasSuffix(".json") {
        let found: Recorded<StageRecord> = RecordFile.parse(version.bytes)
        if let record = found.record { records.append(record) }
      }
    } catch is GitError {
      // The runs themselves are known without the repository.
      isCut = true
    }
    return records
  }
}

extension History.Entry {
  fileprivate init(_ record: RunRecord) {
    maker = Maker(record)
    outcome = record.outcome
    costs = (record.wallSeconds, record.cpuSeconds, record.peakMemory)
    host = record.host
    failure = record.failure
    restoredFrom = record.restoredFrom
    isLocal = true
    isStanding = false
  }

  fileprivate init(_ record: StageRecord) {
    maker = Maker(record)
    outcome = .ran
    host = record.produced.host
    isLocal = false
    isStanding = false
  }
}
