internal import ContentStore
public import Digest
public import Git

/// The runs on record, newest first: what `fovea log` shows.
public struct History: Sendable {
  /// One run.
  public struct Entry: Sendable {
    /// The run's identifier.
    public var run: String
    /// The stage or cell, as `stage@cell`.
    public var name: String
    /// How it ended; `ran` for one that only a committed record knows.
    public var outcome: RunRecord.Outcome
    /// When it ended: seconds since 1970.
    public var finished: Double
    /// Wall-clock seconds, processor seconds and the most memory in bytes; nil where nobody knows.
    public var costs: (wall: Double, cpu: Double, memory: Int64)?
    /// The commit, or nil without one.
    public var commit: CommitID?
    /// Whether the tree differed from the commit.
    public var dirty: Bool
    /// The snapshot of the dirty tree.
    public var snapshot: CommitID?
    /// The run's key.
    public var key: SHA256Digest
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
  public init(of ledger: Ledger, about text: String? = nil) throws {
    let standing = Set(try ledger.stageRecords().compactMap { $0.record.record?.produced.run })
    let place = text.map { Finder.bare(ledger.place(of: $0)) }
    var known: Set<String> = []
    for identifier in try ledger.runs() {
      guard let record = try ledger.run(identifier).record else { continue }
      known.insert(identifier)
      var entry = Entry(record)
      entry.isStanding = standing.contains(identifier)
      if try take(&entry, text, place, record.stage, record.outputs, ledger) { entries.append(entry) }
    }
    for record in try committed(ledger) where known.insert(record.produced.run).inserted {
      var entry = Entry(record)
      entry.isStanding = standing.contains(record.produced.run)
      if try take(&entry, text, place, record.stage, record.result.outputs, ledger) { entries.append(entry) }
    }
    entries.sort { ($0.finished, $0.run) > ($1.finished, $1.run) }
    if let text, entries.isEmpty { throw Subject.Unknown(text: text) }
  }

  private func take(
    _ entry: inout Entry, _ text: String?, _ place: String?, _ stage: String, _ outputs: [RunRecord.Output],
    _ ledger: Ledger
  ) throws -> Bool {
    guard let text, let place else { return true }
    if entry.name == text || stage == text || entry.run == text { return true }
    guard
      let output = outputs.first(where: { output in
        let base = Finder.bare(output.path)
        return Finder.holds(base, place)
      })
    else { return false }
    let base = Finder.bare(output.path)
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
      let folder = ledger.pathInRepository("artifacts/records", repository)
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
    run = record.run
    name = CellName.text(record.stage, record.cell)
    outcome = record.outcome
    finished = record.finished
    costs = (record.wallSeconds, record.cpuSeconds, record.peakMemory)
    commit = record.stamp.commit
    dirty = record.stamp.dirty
    snapshot = record.stamp.snapshot
    key = record.key
    host = record.host
    failure = record.failure
    restoredFrom = record.restoredFrom
    isLocal = true
    isStanding = false
  }

  fileprivate init(_ record: StageRecord) {
    run = record.produced.run
    name = CellName.text(record.stage, record.cell)
    outcome = .ran
    finished = record.produced.finished
    commit = record.produced.commit
    dirty = record.produced.dirty
    snapshot = record.produced.snapshot
    key = record.result.key
    host = record.produced.host
    isLocal = false
    isStanding = false
  }
}
