public import ContentStore
public import Digest
public import Git

/// Answers to "who made this?" and "what came of this?", by content; the records are read once for all questions.
public final class Audit {
  private let ledger: Ledger
  private let cache: StatCache
  private var known: Finder?

  /// The folder of the workspace.
  public var root: String { ledger.root }

  /// An audit over a ledger; the cache saves hashing.
  public init(ledger: Ledger, cache: StatCache) {
    self.ledger = ledger
    self.cache = cache
  }

  private var finder: Finder {
    get throws {
      if let known { return known }
      let finder = try Finder(ledger: ledger, cache: cache)
      known = finder
      return finder
    }
  }

  /// What the stamp of a run here cannot lead anybody to; nothing of a run that only a committed record knows.
  public func gaps(ofRun run: String) throws -> [String] { try ledger.run(run).record?.stamp.gaps ?? [] }

  /// What the records know of a run, published ones included; nil where none does.
  public func maker(ofRun run: String) throws -> Maker? { try makers(ofRuns: [run])[run] }

  /// The same for several runs; one that no record knows is left out.
  public func makers(ofRuns runs: [String]) throws -> [String: Maker] {
    return try runs.reduce(into: [:]) { found, run in found[run] = try finder.maker(run) }
  }

  /// Whether any record, also one of an earlier commit, calls a run's stage or cell so: one that was renamed has
  /// several names.
  public func isNamed(_ name: String, run: String) throws -> Bool {
    if let own = try ledger.run(run).record, CellName.text(own.stage, own.cell) == name { return true }
    return try
      (History(of: ledger, cache: cache).entries.map(\.maker)
      + ledger.publishedRecords().compactMap(\.record.record).map { Maker($0) })
      .contains { $0.run == run && $0.name == name }
  }

  /// Who made what a run, a stage or a cell gave: a report for every output.
  public func reports(of subject: Subject) throws -> [AuditReport] {
    return try subject.makers.flatMap { maker in
      try maker.outputs.filter { subject.isAbout($0.path) }.compactMap { output in
        guard let known = try finder.maker(maker.run),
          let own = known.outputs.first(where: { $0.content.digest == output.content.digest })
        else { return try report(digest: output.content.digest, at: nil) }
        return try report(
          output.content.digest, Finding(maker: known, path: own.path))
      }
    }
  }

  /// Who made the file or folder at a path, wherever it lies and whatever it is called; nil when nobody did.
  ///
  /// Throws `ContentStoreError.absent` when nothing is at the path.
  public func report(path: String) throws -> AuditReport? {
    guard let content = try cache.content(of: path) else { throw ContentStoreError.absent(path: path) }
    return try report(digest: content.digest, at: ledger.place(of: path))
  }

  /// Who read what stands at a path as raw data; nil where a run placed it there, and where nobody read it.
  ///
  /// A stage that copies its input makes the same bytes: the input stays raw.
  public func readers(ofRaw path: String) throws -> (sha256: SHA256Digest, readers: [AuditReport.Step])? {
    guard let digest = try cache.fitContent(of: path)?.digest else { return nil }
    let place = FileSystem.bare(ledger.place(of: path))
    let finder = try self.finder
    let found = try finder.find(digest, at: place)
    guard !found.contains(where: { finder.isPlace(place, of: $0) }) else { return nil }
    let isOutside = place.hasPrefix("/")
    let readers = try finder.users(of: digest).compactMap { try finder.maker($0) }.filter { maker in
      try maker.ingredients.inputs.contains { input in
        // Of data outside the workspace no place is on record.
        guard let own = input.path.map(FileSystem.bare) else { return isOutside }
        guard FileSystem.holds(own, place) else { return false }
        guard !ByteOrder.same(own, place) else { return input.content.digest == digest }
        let name = String(decoding: place.utf8.dropFirst(own.utf8.count + 1), as: UTF8.self)
        return try ledger.store.knownFiles(of: input.content.digest)?[name] == digest
      }
    }
    return readers.isEmpty ? nil : (digest, try readers.map { try step($0) })
  }

  /// Who made what has this digest, files inside folders included; nil when nobody did.
  public func report(digest: SHA256Digest) throws -> AuditReport? {
    return try report(digest: digest, at: nil)
  }

  private func report(
    digest: SHA256Digest, at path: String?
  ) throws -> AuditReport? {
    let found = try finder.find(digest, at: path)
    guard let first = found.first else { return nil }
    var report = try report(digest, first)
    // A file that stands where it was placed has one maker; of any other nobody can tell.
    if path.map({ !ByteOrder.same(FileSystem.bare($0), first.path) }) ?? true {
      report.also = found.dropFirst().map {
        .init(run: $0.maker.run, stage: $0.maker.stage, cell: $0.maker.cell, path: $0.path)
      }
    }
    return report
  }

  /// What was made at a commit or from a snapshot: a report for every output, oldest run first.
  public func reports(commit: CommitID) throws -> [AuditReport] {
    var makers = try ledger.runs().compactMap { try ledger.run($0).record }
      .filter { $0.outcome == .ran }.map { Maker($0) }
    let known = Set(makers.map(\.run))
    makers += try finder.committed().filter { !known.contains($0.produced.run) }.map { Maker($0) }
    return try makers.filter { $0.commit == commit || $0.snapshot == commit }.flatMap { maker in
      try maker.outputs.map { output in
        try report(output.content.digest, Finding(maker: maker, path: output.path))
      }
    }
  }

  /// What came of digests: every run that used one, and what came of that, nearest first, each run once.
  ///
  /// A file inside a folder counts as used by whoever used the folder, and a folder by whoever used
  /// something in it.
  public func forward(digests: [SHA256Digest]) throws -> [AuditReport.Step] {
    var seen: Set<String> = []
    return try digests.flatMap { digest in
      try forward(digest).filter { seen.insert($0.run).inserted }
    }
  }

  private func forward(_ digest: SHA256Digest) throws -> [AuditReport.Step] {
    var steps: [AuditReport.Step] = []
    var seenRuns: Set<String> = []
    var seen: Set<SHA256Digest> = [digest]
    var waiting: [(digest: SHA256Digest, makers: [Maker])] = [
      (digest, try finder.find(digest).filter { $0.isWholeOutput(digest) }.map(\.maker))
    ]
    while !waiting.isEmpty {
      let next = waiting.removeFirst()
      var users = try finder.users(of: next.digest)
      for maker in next.makers { users += try finder.users(ofPartsOf: maker) }
      for run in users where !seenRuns.contains(run) {
        guard let maker = try finder.maker(run) else { continue }
        seenRuns.insert(run)
        steps.append(try step(maker))
        // Asked once for a maker, and for each of its outputs that is new.
        for (number, output) in maker.outputs.enumerated() {
          let isNew = seen.insert(output.content.digest).inserted
          if isNew || number == 0 { waiting.append((output.content.digest, number == 0 ? [maker] : [])) }
        }
      }
    }
    return steps
  }

  /// The commits, newest first, whose committed record of a stage or cell names a digest at a path: where a
  /// result is valid, whatever commit it was made at.
  ///
  /// - Returns: the commits, and whether a shallow clone cut the history off. Without a repository none.
  public func commits(
    where report: AuditReport
  ) throws -> (found: [CommitID], isCut: Bool) {
    guard let repository = try ledger.repository() else { return ([], false) }
    let path = Ledger.recordPath(stage: report.stage, cell: report.cell)
    return try repository.commits(whereFile: ledger.pathInRepository(path, repository)) { bytes in
      let record: Recorded<StageRecord> = RecordFile.parse(bytes)
      return record.record?.result.key == report.key
        && record.record?.result.outputs.map(\.content.digest) == report.outputs.map(\.sha256)
    }
  }

  private func report(
    _ digest: SHA256Digest, _ finding: Finding
  ) throws -> AuditReport {
    let maker = finding.maker
    return AuditReport(
      sha256: digest, path: finding.path, stage: maker.stage, cell: maker.cell, run: maker.run,
      commit: maker.commit, dirty: maker.dirty, snapshot: maker.snapshot, finished: maker.finished,
      key: maker.key, parameters: maker.ingredients.parameters, inputs: try inputs(of: maker),
      outputs: maker.outputs.map { .init(role: $0.role, path: $0.path, sha256: $0.content.digest) },
      chain: try chain(behind: maker))
  }

  /// The runs behind a run, nearest first, each once.
  private func chain(behind maker: Maker) throws -> [AuditReport.Step] {
    var steps: [AuditReport.Step] = []
    var seen: Set<String> = [maker.run]
    var waiting = try inputs(of: maker).compactMap { $0.run ?? $0.within }
    while !waiting.isEmpty {
      let run = waiting.removeFirst()
      guard seen.insert(run).inserted, let maker = try finder.maker(run) else { continue }
      let step = try step(maker)
      steps.append(step)
      waiting += step.inputs.compactMap { $0.run ?? $0.within }
    }
    return steps
  }

  private func step(_ maker: Maker) throws -> AuditReport.Step {
    AuditReport.Step(
      run: maker.run, stage: maker.stage, cell: maker.cell, commit: maker.commit, dirty: maker.dirty,
      snapshot: maker.snapshot, key: maker.key, inputs: try inputs(of: maker))
  }

  /// A run's inputs, each with the run that made it.
  private func inputs(of maker: Maker) throws -> [AuditReport.Input] {
    try maker.ingredients.orderedInputs.map { input in
      let origin = try finder.origin(of: input, for: maker)
      let around = try origin == nil ? finder.origin(of: input, for: maker, guessing: true) : nil
      return AuditReport.Input(
        role: input.role, path: input.path, sha256: input.content.digest, run: origin, within: around,
        files: try origin == nil && input.content.kind == .folder ? files(in: input.content.digest) : nil)
    }
  }

  /// The files of a raw folder, where all of its manifests were filed.
  private func files(in folder: SHA256Digest) throws -> [AuditReport.File]? {
    try ledger.store.knownFiles(of: folder)?.sorted { ByteOrder.precedes($0.key, $1.key) }
      .map { AuditReport.File(path: $0.key, sha256: $0.value) }
  }
}
