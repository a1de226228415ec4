public import ContentStore
public import Digest

/// What `fovea export results` wrote, taken into a workspace: what `fovea import` does.
///
/// Records, records of runs, and the outputs that were published go where they were made; weights and data
/// stay absent. Everything is checked before anything is changed.
public struct PublishedResults: Sendable {
  /// What forbids it.
  public enum Problem: Error, Equatable, CustomStringConvertible {
    /// There are no records.
    case nothing(folder: String)
    /// A record is not what was written.
    case damagedRecord(path: String, reason: String)
    /// A record names a place where no stage writes.
    case badPlace(path: String, place: String)
    /// A file is not what its record says.
    case otherBytes(path: String, expected: ContentID, found: ContentID)
    /// Results of other ingredients stand in the workspace.
    case standing(cells: [String])
    /// Files stand there that no record knows.
    case edited(paths: [String])

    /// One sentence with what to do.
    public var description: String {
      switch self {
      case .nothing(let folder):
        "\(folder): expected results as `fovea export results` writes them, found no records/*.json"
      case .damagedRecord(let path, let reason): "\(path): \(reason); nothing was changed"
      case .badPlace(let path, let place):
        "\(path): expected places in artifacts/, found '\(place)'; nothing was changed"
      case .otherBytes(let path, let expected, let found):
        "\(path): expected \(expected) as its record says, found \(found); nothing was changed"
      case .standing(let cells):
        "other results stand in artifacts/ of \(cells.brief); nothing was changed; --force replaces them"
      case .edited(let paths):
        "something of your own stands at \(paths.brief); nothing was changed; --force keeps it in the store and "
          + "goes on"
      }
    }
  }

  /// A stage or cell with what is there of it.
  private struct Item {
    var record: StageRecord
    var run: RunRecord?
    var present: [(output: RunRecord.Output, file: String)] = []
    var absent: [String] = []
    var name: String { CellName.text(record.stage, record.cell) }
  }

  /// The stages and cells, by name.
  public var cells: [String] { items.map(\.name) }
  /// The outputs that were put in their places, by path.
  public private(set) var placed: [String] = []
  /// The outputs that were not published and stand nowhere, by path.
  public private(set) var absent: [String] = []
  /// Things that a person should know.
  public private(set) var notes: [String] = []

  private let ledger: Ledger
  private let cache: StatCache
  private var items: [Item] = []

  /// Where what a run placed at a path lies in a folder of published results: as in the workspace, without
  /// `artifacts/`.
  public static func place(of path: String, in folder: String) -> String {
    let path = FileSystem.bare(path)
    return "\(folder)/" + (path.hasPrefix("artifacts/") ? String(path.dropFirst("artifacts/".count)) : path)
  }

  /// Where the list of a folder lies that was not published itself.
  public static func manifest(_ digest: SHA256Digest, in folder: String) -> String {
    "\(folder)/manifests/\(digest.hex)"
  }

  /// Takes a folder of published results into the workspace; the caller holds the workspace's lock.
  ///
  /// - Parameter force: replace results of other ingredients, and what was edited.
  /// - Throws: `Problem`, before anything is changed.
  public init(importing folder: String, into ledger: Ledger, cache: StatCache, force: Bool) throws {
    self.ledger = ledger
    self.cache = cache
    let records = "\(folder)/records"
    let names = try FileSystem.exists(records) ? FileSystem.names(in: records) : []
    items = try names.filter { $0.hasSuffix(".json") }.map { try item("\(records)/\($0)", folder) }
    guard !items.isEmpty else { throw Problem.nothing(folder: folder) }
    let others = try otherRuns(folder)
    let lists = try manifests(folder)
    if !force { try checkWhatStands() }
    for list in lists { _ = try ledger.store.add(bytes: list) }
    for item in items { try take(item) }
    for run in others where try ledger.run(run.run).record == nil { try ledger.take(run) }
    absent = try items.flatMap(\.absent).filter { try !FileSystem.exists("\(ledger.root)/\($0)") }
  }

  private func item(_ path: String, _ folder: String) throws -> Item {
    let read: Recorded<StageRecord> = try RecordFile.read(path, sound: Ledger.unsoundness(of:))
    guard let record = read.record else {
      throw Problem.damagedRecord(path: path, reason: read.damage ?? "it is gone")
    }
    let name = CellName.fileName(record.stage, record.cell) + ".json"
    guard ByteOrder.same(path, "\(folder)/records/\(name)") else {
      throw Problem.damagedRecord(
        path: path, reason: "it is the record of \(CellName.text(record.stage, record.cell))")
    }
    var item = Item(record: record)
    item.run = try run(of: record, folder)
    for output in record.result.outputs {
      guard isPlace(output.path) else { throw Problem.badPlace(path: path, place: output.path) }
      let file = Self.place(of: output.path, in: folder)
      guard let content = try cache.content(of: file) else {
        item.absent.append(output.path)
        continue
      }
      guard content == output.content else {
        throw Problem.otherBytes(path: file, expected: output.content, found: content)
      }
      item.present.append((output, file))
    }
    return item
  }

  /// The record of the run behind a committed record, where it was published too.
  private func run(of record: StageRecord, _ folder: String) throws -> RunRecord? {
    let name = record.produced.run
    let path = "\(folder)/runs/\(name).json"
    guard Ledger.number(name) != nil, !name.contains("/") else {
      throw Problem.damagedRecord(path: path, reason: "expected the name of a run, found '\(name)'")
    }
    let found: Recorded<RunRecord> = try RecordFile.read(path) { run in
      // The stage may have been renamed since: its name is in no key.
      let isIt =
        run.run == name && run.outcome == .ran && run.key == record.result.key
        && run.ingredients == record.result.ingredients
        && run.outputs == record.result.outputs
      return isIt ? nil : "it is not the run of \(CellName.text(record.stage, record.cell)) on record"
    }
    if let damage = found.damage { throw Problem.damagedRecord(path: path, reason: damage) }
    return found.record
  }

  /// Runs of the same keys that no record names: they were stopped and gone on from, or made what was put back.
  private func otherRuns(_ folder: String) throws -> [RunRecord] {
    let place = "\(folder)/runs"
    guard try FileSystem.exists(place) else { return [] }
    let named = Set(items.map { "\($0.record.produced.run).json" })
    let keys = Set(items.map(\.record.result.key))
    return try FileSystem.names(in: place).filter { $0.hasSuffix(".json") && !named.contains($0) }
      .compactMap { name in
        let path = "\(place)/\(name)"
        let found: Recorded<RunRecord> = try RecordFile.read(path) { run in
          ByteOrder.same("\(run.run).json", name) && Ledger.number(run.run) != nil && keys.contains(run.key)
            ? nil : "it is no run of what is on record here"
        }
        if let damage = found.damage { throw Problem.damagedRecord(path: path, reason: damage) }
        return found.record
      }
  }

  /// The lists of folders that were not published.
  private func manifests(_ folder: String) throws -> [[UInt8]] {
    let place = "\(folder)/manifests"
    guard try FileSystem.exists(place) else { return [] }
    return try FileSystem.names(in: place).compactMap(SHA256Digest.init(hex:)).map { digest in
      let path = Self.manifest(digest, in: folder)
      let bytes = try FileSystem.read(path)
      guard SHA256Digest(of: bytes) == digest else {
        throw Problem.damagedRecord(path: path, reason: "its bytes have another digest than its name")
      }
      return bytes
    }
  }

  /// Whether a stage may have written there: in `artifacts/`, apart from records and pages, by no way out.
  private func isPlace(_ path: String) -> Bool {
    let parts = FileSystem.bare(path).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 1, parts[0] == "artifacts", parts[1] != "records", parts[1] != "report",
      parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
    else { return false }
    return ByteOrder.same(ledger.place(of: "\(ledger.root)/\(FileSystem.bare(path))"), FileSystem.bare(path))
  }

  /// Whether something stands in the place of an output that is not it.
  private func isOther(_ output: RunRecord.Output) throws -> Bool {
    let isThere = try FileSystem.stamp("\(ledger.root)/\(output.path)", following: false) != nil
    return try isThere && !ledger.stands(output.content, at: output.path, cache: cache)
  }

  /// Refuses to replace results of other ingredients, and files that no record knows.
  private func checkWhatStands() throws {
    let others = try items.filter { item in
      let standing = try ledger.stageRecord(stage: item.record.stage, cell: item.record.cell).record
      return standing.map {
        $0.result.key != item.record.result.key || $0.result.outputs != item.record.result.outputs
      } ?? false
    }
    if !others.isEmpty { throw Problem.standing(cells: others.map(\.name)) }
    let own = Set(items.map { ledger.recordPath($0.record.stage, $0.record.cell) })
    let taken = try Set(
      items.flatMap { item in
        try ledger.records(
          meeting: item.record.result.outputs, of: ledger.recordPath(item.record.stage, item.record.cell))
      }
    ).subtracting(own)
    if !taken.isEmpty { throw Problem.standing(cells: try names(of: taken)) }
    let edits = try items.flatMap(\.record.result.outputs).filter {
      try isOther($0) && ledger.isEdit(at: $0.path, cache: cache)
    }
    if !edits.isEmpty { throw Problem.edited(paths: edits.map(\.path)) }
  }

  /// The cells of records in `artifacts/records`.
  private func names(of records: Set<String>) throws -> [String] {
    try ledger.stageRecords().compactMap(\.record.record)
      .filter { records.contains(ledger.recordPath($0.stage, $0.cell)) }.map {
        CellName.text($0.stage, $0.cell)
      }
  }

  private mutating func take(_ item: Item) throws {
    for output in try item.record.result.outputs.filter(isOther) {
      let place = "\(ledger.root)/\(output.path)"
      notes += try ledger.keep(output.path, cache: cache)
      try FileSystem.remove(place)
    }
    for (output, file) in item.present {
      let place = "\(ledger.root)/\(output.path)"
      _ = try ledger.store.add(file)
      if try FileSystem.exists(place) { continue }
      try ledger.store.restore(output.content, to: place)
      placed.append(output.path)
    }
    if let run = item.run, try ledger.run(run.run).record == nil { try ledger.take(run) }
    let standing = try ledger.stageRecord(stage: item.record.stage, cell: item.record.cell).record
    if standing?.result != item.record.result { try ledger.put(item.record) }
  }
}
