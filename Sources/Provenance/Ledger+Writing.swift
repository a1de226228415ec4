internal import ContentStore
internal import Digest
internal import StageProtocol
internal import Synchronization

/// Writing. The order is the promise: no record names what is not durable.
extension Ledger {
  /// A new run's identifier: a number that counts up, and eight random digits.
  public func newRun() throws -> String {
    let number = try newest.withLock { newest in
      let last = try newest ?? Self.highest(try FileSystem.names(in: runsFolder))
      newest = last + 1
      return last + 1
    }
    let digits = String(number)
    let random = String(UInt32.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "-"
      + String(repeating: "0", count: 8 - random.count) + random
  }

  /// Writes a run down: the run's record, the key's entry and the committed record, in this order, each
  /// durably.
  ///
  /// The outputs are durable and in the store before. A failed or tainted run gets its own record only.
  /// Gives a sentence for each thing that a person should know, such as outputs that differ from what the
  /// same key gave before.
  public func commit(_ record: RunRecord) throws -> [String] {
    let record = redacted(record)
    precondition(record.key == record.ingredients.key, "the key of \(record.run) is not its ingredients'")
    return try writing.withLock { _ in
      try write(RecordFile.text(record), to: runPath(record.run))
      try write(Array("\(record.run)\n".utf8), to: latestPath(record.stage, record.cell))
      var notes: [String] = []
      if record.outcome == .ran { notes += try file(record) }
      if record.outcome == .ran || record.outcome == .restored { try place(record) }
      do {
        try enter(record)
      } catch {
        // The run is on record already; the index is mended by whoever asks it next.
        notes.append("the index of digests was not written: \(redacted("\(error)"))")
      }
      return notes
    }
  }

  /// Enters the run under its key.
  ///
  /// What was there first stays, unless it can no longer be restored.
  private func file(_ record: RunRecord) throws -> [String] {
    let entry = KeyEntry(key: record.key, run: record.run, outputs: record.outputs)
    if let earlier = try restorable(record.key) {
      if earlier.outputs == record.outputs { return [] }
      return [
        "\(CellName.text(record.stage, record.cell)): run \(record.run) gave other outputs than run "
          + "\(earlier.run) from the same ingredients; it is not deterministic"
      ]
    }
    try write(RecordFile.text(entry), to: keyPath(record.key))
    return []
  }

  /// Writes the committed record, unless it says the same already.
  private func place(_ record: RunRecord) throws {
    // What was restored was made by the run that it came from.
    let maker = try record.restoredFrom.flatMap { try run($0).record } ?? record
    try dropRecords(takenOverBy: record.outputs, of: recordPath(record.stage, record.cell))
    let result = StageRecord.Result(
      key: record.key, ingredients: record.ingredients, outputs: record.outputs, shown: record.shown)
    if let standing = try stageRecord(stage: record.stage, cell: record.cell).record,
      standing.result == result, record.outcome == .ran || standing.produced.run == maker.run
    {
      return
    }
    let produced = StageRecord.Production(
      run: maker.run, commit: maker.stamp.commit, dirty: maker.stamp.dirty, snapshot: maker.stamp.snapshot,
      finished: maker.finished, host: maker.host)
    let text = try RecordFile.text(
      StageRecord(stage: record.stage, cell: record.cell, result: result, produced: produced))
    try write(text, to: recordPath(record.stage, record.cell))
  }

  /// Drops the records of other cells whose outputs lay where these do, as those of a stage that has another
  /// name now: a record tells who made what stands.
  private func dropRecords(takenOverBy outputs: [RunRecord.Output], of own: String) throws {
    let others = try records(meeting: outputs, of: own)
    for record in others { try FileSystem.remove(record) }
    places.withLock { places in
      for record in others { places?.remove(record) }
      places?.put(own, outputs.map(\.path))
    }
  }

  /// Drops the committed record of a result that is taken away.
  public func drop(_ maker: Maker) throws {
    let path = recordPath(maker.stage, maker.cell)
    try FileSystem.remove(path)
    places.withLock { $0?.remove(path) }
  }

  /// The paths of other cells' records whose outputs are these, hold them or lie in them.
  func records(meeting outputs: [RunRecord.Output], of own: String) throws -> [String] {
    try places.withLock { places in
      let known = try places ?? recordedPlaces()
      places = known
      return known.records(meeting: outputs.map(\.path)).filter { $0 != own }.sorted()
    }
  }

  /// What the records in `artifacts/records` speak of; one that cannot be read keeps nobody from writing his.
  private func recordedPlaces() throws -> RecordedPlaces {
    var places = RecordedPlaces()
    let folder = "\(root)/\(Self.committed)"
    guard try FileSystem.exists(folder) else { return places }
    for name in try FileSystem.names(in: folder) where name.hasSuffix(".json") {
      let path = folder + "/" + name
      let file: Recorded<StageRecord>? = try? RecordFile.read(path, sound: Self.unsoundness(of:))
      guard let record = file?.record else { continue }
      places.put(path, record.result.outputs.map(\.path))
    }
    return places
  }

  /// Writes a committed record whose run is not of this workspace.
  func put(_ record: StageRecord) throws {
    try dropRecords(takenOverBy: record.result.outputs, of: recordPath(record.stage, record.cell))
    try write(RecordFile.text(record), to: recordPath(record.stage, record.cell))
  }

  /// Writes down a run of another workspace: what it cost and showed, no key that could be restored.
  func take(_ record: RunRecord) throws {
    try writing.withLock { _ in
      try write(RecordFile.text(record), to: runPath(record.run))
      try enter(record)
    }
  }

  private func write(_ text: [UInt8], to path: String) throws {
    try FileSystem.makeFolders(FileSystem.parent(of: path))
    try FileSystem.writeDurably(text, to: path)
  }

  /// The record without credentials and without the workspace's place.
  private func redacted(_ record: RunRecord) -> RunRecord {
    var copy = record
    copy.failure = record.failure.map(redacted)
    copy.log = record.log.map(redacted)
    copy.notes = record.notes.map(redacted)
    copy.metrics = record.metrics.mapValues { Redaction.value($0, redacted) }
    copy.stamp.problem = record.stamp.problem.map(redacted)
    return copy
  }

  private func redacted(_ text: String) -> String {
    Redaction.text(text, workspace: root)
  }

  /// The highest number that any file of any run has: a run that never ended has its log only.
  private static func highest(_ names: [String]) -> Int {
    names.compactMap { name in number(digits: name.prefix { $0.isASCII && $0.isNumber }) }.max() ?? 0
  }
}
