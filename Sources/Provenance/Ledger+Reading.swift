internal import ContentStore
public import Digest

/// Reading.
extension Ledger {
  /// A run by its identifier.
  public func run(_ identifier: String) throws -> Recorded<RunRecord> {
    guard Self.number(identifier) != nil, !identifier.contains("/") else { return .absent }
    return try RecordFile.read(runPath(identifier)) { (record: RunRecord) in
      if record.run != identifier { return "it is the record of run \(record.run)" }
      guard record.key == record.ingredients.key else { return "its key is not that of its ingredients" }
      if let problem = Self.untimely(record) { return problem }
      let isDone = record.outcome == .ran || record.outcome == .restored
      return isDone ? Self.unsoundness(of: record.outputs, record.ingredients) : nil
    }
  }

  /// A run's record as a text for others, without what only concerns this clone; nil where the run is not of this
  /// workspace or cannot be trusted.
  public func published(run identifier: String) throws -> [UInt8]? {
    guard var record = try run(identifier).record else { return nil }
    // What a stage said when it failed may name files, and files may be named after patients.
    (record.stamp.branch, record.stamp.leftOut, record.log, record.failure) = (nil, [], nil, nil)
    record.stamp.problem = record.stamp.problem.map { Redaction.published($0) }
    record.notes = record.notes.map { Redaction.published($0) }
    return try RecordFile.text(record)
  }

  /// The identifiers of all runs, oldest first.
  public func runs() throws -> [String] {
    guard try FileSystem.exists(runsFolder) else { return [] }
    let names = try FileSystem.names(in: runsFolder)
    let found = names.filter { $0.hasSuffix(".json") }.compactMap { name in
      let identifier = String(name.dropLast(5))
      return Self.number(identifier).map { ($0, identifier) }
    }
    return found.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
  }

  /// The newest run of a stage or cell, however it ended; nil when it never ran here.
  public func latestRun(stage: String, cell: String?) throws -> RunRecord? {
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read(latestPath(stage, cell), limit: 4096)
    } catch ContentStoreError.absent {
      return nil
    } catch ContentStoreError.tooLarge, ContentStoreError.wrongKind {
      bytes = []
    }
    let identifier = String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
    if bytes.last == 0x0a, let record = try run(identifier).record, record.stage == stage, record.cell == cell
    {
      return record
    }
    // The pointer is damaged: the records themselves know.
    for identifier in try runs().reversed() {
      if let record = try run(identifier).record, record.stage == stage, record.cell == cell { return record }
    }
    return nil
  }

  /// Who made the outputs that stand in the workspace.
  public func stageRecord(stage: String, cell: String?) throws -> Recorded<StageRecord> {
    try RecordFile.read(recordPath(stage, cell)) { (record: StageRecord) in
      if record.stage != stage || record.cell != cell {
        return "it is the record of \(CellName.text(record.stage, record.cell))"
      }
      return Self.unsoundness(of: record)
    }
  }

  /// Every committed record, by file name; what cannot be trusted is there with its reason.
  public func stageRecords() throws -> [(name: String, record: Recorded<StageRecord>)] {
    let folder = "\(root)/\(Self.committed)"
    guard try FileSystem.exists(folder) else { return [] }
    return try FileSystem.names(in: folder).filter { $0.hasSuffix(".json") }.map { name in
      (name, try RecordFile.read(folder + "/" + name, sound: Self.unsoundness(of:)))
    }
  }

  /// The records of published results, with their folder and path within the workspace:
  /// `docs/results/NAME/records/*.json`.
  ///
  /// They tell who made what is published; no cell's state depends on them.
  public func publishedRecords() throws -> [(folder: String, path: String, record: Recorded<StageRecord>)] {
    var found: [(String, String, Recorded<StageRecord>)] = []
    guard try FileSystem.exists("\(root)/\(Self.published)") else { return found }
    for name in try FileSystem.names(in: "\(root)/\(Self.published)") {
      let folder = "\(Self.published)/\(name)"
      guard try FileSystem.exists("\(root)/\(folder)/records") else { continue }
      for name in try FileSystem.names(in: "\(root)/\(folder)/records") where name.hasSuffix(".json") {
        let path = "\(folder)/records/\(name)"
        found.append((folder, path, try RecordFile.read("\(root)/\(path)", sound: Self.unsoundness(of:))))
      }
    }
    return found
  }

  /// The run that a key's outputs can be restored from: its record is sound and the store holds all of it.
  public func restorable(_ key: SHA256Digest) throws -> RunRecord? {
    guard let entry = try entry(key).record, try entry.outputs.allSatisfy({ try store.holds($0.content) })
    else { return nil }
    guard let record = try run(entry.run).record, record.key == key, record.outputs == entry.outputs
    else { return nil }
    return record
  }

  /// The run that what is on record can be restored from: its own, which may be another than its key's where a stage
  /// that was made anew by force gave other outputs; else its key's.
  public func restorable(_ standing: StageRecord) throws -> RunRecord? {
    guard let own = try run(standing.produced.run).record, own.key == standing.result.key,
      own.outputs == standing.result.outputs,
      try own.outputs.allSatisfy({ try store.holds($0.content) })
    else { return try restorable(standing.result.key) }
    return own
  }

  func entry(_ key: SHA256Digest) throws -> Recorded<KeyEntry> {
    try RecordFile.read(keyPath(key)) { (entry: KeyEntry) in
      entry.key == key ? nil : "it is the entry of key \(entry.key)"
    }
  }

  /// The number at the start of a run's identifier.
  static func number(_ identifier: String) -> Int? {
    let parts = identifier.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[1].isEmpty ? number(digits: parts[0]) : nil
  }

  /// A run's number; nil for more digits than any has, so that there is always a next one.
  static func number(digits: Substring) -> Int? { digits.utf8.count <= 15 ? Int(digits) : nil }

  static func unsoundness(of record: StageRecord) -> String? {
    guard record.result.key == record.result.ingredients.key else {
      return "its key is not that of its ingredients"
    }
    return untimely(record.produced.finished)
      ?? unsoundness(of: record.result.outputs, record.result.ingredients)
  }

  /// What is wrong with seconds since 1970: years have at most five digits.
  private static func untimely(_ seconds: Double) -> String? {
    (0...3e12).contains(seconds) ? nil : "it tells of a time that is none"
  }

  /// What is wrong with the times and costs of a run.
  private static func untimely(_ record: RunRecord) -> String? {
    let seconds = [record.wallSeconds, record.cpuSeconds]
    guard seconds.allSatisfy({ (0...1e12).contains($0) }), record.peakMemory >= 0 else {
      return "it tells of costs that are none"
    }
    return untimely(record.started) ?? untimely(record.finished)
  }

  /// A record that is silent about a declared output would call it fresh unseen.
  private static func unsoundness(of outputs: [RunRecord.Output], _ ingredients: KeyIngredients) -> String? {
    let found = outputs.map { [$0.role, $0.path] }
    let declared = ingredients.outputs.map { [$0.role, FileSystem.bare($0.path)] }
    return found.count == declared.count && Set(found) == Set(declared)
      ? nil : "its outputs are not those of its ingredients"
  }
}
