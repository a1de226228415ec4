public import ContentStore
internal import Digest
public import Git

/// What a person means by a word on the command line: a run, a stage or cell, a path, a digest or a commit.
public struct Subject: Sendable {
  /// What kind of thing a word names.
  public enum Kind: String, Sendable, Codable {
    case run, cell, path, digest, commit
  }

  /// The word names nothing.
  public struct Unknown: Error, Equatable, CustomStringConvertible {
    /// The word.
    public var text: String
    /// What was looked for.
    public var description: String {
      "'\(text)': expected a run, a stage or cell, a path, a digest or a commit; none of them is on record"
    }
  }

  /// The word names no result, or more than one.
  public struct Several: Error, Equatable, CustomStringConvertible {
    /// The word.
    public var text: String
    /// The stages and cells that it names.
    public var names: [String]
    /// What was expected, and what was found.
    public var description: String {
      "'\(text)': expected one result, found \(names.count)"
        + (names.isEmpty ? "" : ": " + names.joined(separator: ", "))
    }
  }

  /// The word.
  public var text: String
  /// What it names.
  public var kind: Kind
  /// The runs behind it: one for a run, path or digest; one a cell for a stage or commit.
  public var makers: [Maker] = []
  /// For a path or digest: where its run placed it, within the workspace.
  public var path: String?
  /// For a path that exists: what it holds.
  public var content: ContentID?
  /// For a commit: its name.
  public var commit: CommitID?

  /// Finds out what a word means: a run, then a stage or cell, a path, a digest, a commit; of runs and digests the
  /// beginning is enough.
  ///
  /// A path that was placed and is gone still counts; so does the file of a folder that was. A folder around
  /// outputs stands for those who made them, a stage or cell for what its committed record says, without one for
  /// its newest good run.
  /// - Parameter byPlace: whether a file that was edited stands for what its place is on record to hold.
  /// - Throws: `Unknown`.
  public init(_ word: String, in ledger: Ledger, cache: StatCache, byPlace: Bool = false) throws {
    let text = try ledger.completed(word, cache: cache)
    self.text = text
    if let run = try ledger.run(text).record {
      (kind, makers) = (.run, [Maker(run)])
    } else if Ledger.number(text) != nil,
      let maker = try Finder(ledger: ledger, cache: cache).maker(text)
    {
      // A run of another machine, which a committed record tells of.
      (kind, makers) = (.run, [maker])
    } else if let found = try Self.cells(text, ledger) {
      (kind, makers) = (.cell, found)
    } else if let (content, found, place) = try Self.path(text, ledger, cache, byPlace) {
      kind = .path
      (self.content, makers, path) = (content, found, place)
    } else if let digest = SHA256Digest(hex: text) {
      guard let found = try Self.find(digest, nil, ledger, cache) else { throw Unknown(text: word) }
      (kind, makers, path) = (.digest, [found.maker], found.path)
    } else if let repository = try ledger.repository(), let commit = repository.commit(named: text) {
      kind = .commit
      self.commit = commit
      makers = try Self.makers(at: commit, ledger, repository)
    } else {
      throw Unknown(text: word)
    }
  }

  /// Whether an output at a path is meant: of a path only what lies there, in it or around it.
  public func isAbout(_ output: String) -> Bool {
    guard kind == .path, let path else { return true }
    return FileSystem.meet(output, path)
  }

  /// The one run behind the word; throws `Several`.
  public func maker() throws -> Maker {
    guard makers.count == 1, let maker = makers.first else {
      throw Several(text: text, names: makers.map(\.name))
    }
    return maker
  }

  /// What stands in the workspace now, by the committed records.
  public static func workspace(_ ledger: Ledger) throws -> [Maker] {
    try ledger.stageRecords().compactMap { try $0.record.record.map { try Self.maker($0, ledger) } }
  }

  private static func maker(_ record: StageRecord, _ ledger: Ledger) throws -> Maker {
    // The run's own record knows more, such as metrics, as long as it is of the same result and the stage was
    // not renamed since.
    if let run = try ledger.run(record.produced.run).record, run.key == record.result.key,
      (run.stage, run.cell) == (record.stage, record.cell)
    {
      return Maker(run)
    }
    return Maker(record)
  }

  private static func cells(_ text: String, _ ledger: Ledger) throws -> [Maker]? {
    let standing = try workspace(ledger).filter { $0.name == text || $0.stage == text }
    if !standing.isEmpty { return standing }
    let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
    guard let stage = parts.first, !text.contains("/") else { return nil }
    let last = try ledger.latestRun(stage: stage, cell: parts.count == 2 ? parts[1] : nil)
    return last.flatMap { $0.outputs.isEmpty ? nil : [Maker($0)] }
  }

  private static func path(
    _ text: String, _ ledger: Ledger, _ cache: StatCache, _ byPlace: Bool
  ) throws -> (ContentID?, [Maker], String?)? {
    let place = FileSystem.bare(ledger.place(of: text))
    func makers(_ isMeant: (String) -> Bool) throws -> [Maker] {
      try workspace(ledger).filter { $0.outputs.contains { isMeant($0.path) } }
    }
    guard let content = try cache.fitContent(of: text) else {
      // Gone from its place, or never made in this clone, or nothing that can be filed: whoever is to have it there,
      // or something below it.
      let owners = try makers { FileSystem.holds($0, place) }
      let found = try owners.isEmpty ? makers { FileSystem.holds(place, $0) } : [owners[0]]
      return found.isEmpty ? nil : (nil, found, place)
    }
    if let found = try find(content.digest, place, ledger, cache) {
      return (content, [found.maker], found.path)
    }
    let edited = try byPlace ? makers { FileSystem.holds($0, place) } : []
    // A folder that no run made as a whole, such as a cell's.
    let below =
      try content.kind == .folder
      ? makers { FileSystem.holds(place, $0) && !ByteOrder.same(place, $0) } : []
    let found = edited + below
    return (content, found, found.isEmpty ? nil : place)
  }

  private static func find(
    _ digest: SHA256Digest, _ place: String?, _ ledger: Ledger, _ cache: StatCache
  ) throws -> Finding? {
    let finder = try Finder(ledger: ledger, cache: cache)
    return try finder.find(digest, at: place).first
  }

  /// What the records of a commit say; without records, what was made at that commit or from that snapshot.
  private static func makers(
    at commit: CommitID, _ ledger: Ledger, _ repository: Repository
  ) throws -> [Maker] {
    let committed = try ledger.stageRecords(at: commit, in: repository).compactMap { $0.record.record }
    if !committed.isEmpty { return try committed.map { try maker($0, ledger) } }
    var newest: [String: Maker] = [:]
    for identifier in try ledger.runs() {
      guard let record = try ledger.run(identifier).record, record.outcome == .ran,
        record.stamp.commit == commit || record.stamp.snapshot == commit
      else { continue }
      newest[CellName.text(record.stage, record.cell)] = Maker(record)
    }
    return newest.sorted { ByteOrder.precedes($0.key, $1.key) }.map(\.value)
  }
}
