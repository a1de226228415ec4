internal import ContentStore
internal import Digest
internal import Git

/// What of the store nothing on record needs any more: what `fovea gc` would take away.
///
/// An object is kept when its digest is written anywhere in a record of a run, in a committed record of the
/// work tree, or in one of any commit that a branch, a tag, a stash, a snapshot, a worktree or
/// `refs/fovea/commits/` leads to; and everything in a folder that is kept. Digests are looked for in the text of the
/// records, so that what a record names in words (an edit of one's own that was set aside) counts, too.
/// With `olderThan`, the records of older runs count for their notes only: what they made and showed goes, unless a
/// committed record names it.
public struct Garbage: Sendable {
  /// One thing to take away.
  public struct Item: Sendable, Equatable {
    /// Its path within the store.
    public var path: String
    /// Its size in bytes.
    public var size: Int64
  }

  /// Why nothing can be collected.
  public enum Problem: Error, Equatable, CustomStringConvertible {
    /// What a damaged record needs is not known.
    case damagedRecord(path: String, reason: String)
    /// What a damaged manifest needs is not known.
    case damagedManifest(reason: String)
    /// The history cannot be read.
    case unreadableHistory(reason: String)

    /// One sentence with what to do.
    public var description: String {
      switch self {
      case .damagedRecord(let path, let reason):
        "\(path): \(reason); what it needs is not known, so nothing is collected; `fovea fsck` moves it aside"
      case .damagedManifest(let reason):
        "\(reason); what lies in it is not known, so nothing is collected; run `fovea fsck`"
      case .unreadableHistory(let reason):
        "\(reason); what its commits need is not known, so nothing is collected"
      }
    }
  }

  /// Objects to take away, by path.
  public private(set) var objects: [Item] = []
  /// Entries of the run cache whose outputs go.
  public private(set) var keys: [Item] = []
  /// How many objects stay, and their bytes.
  public private(set) var kept: (objects: Int, bytes: Int64) = (0, 0)
  /// Whether a shallow clone cut the history off.
  public private(set) var isHistoryCut = false

  /// The bytes of everything to take away.
  public var bytes: Int64 { (objects + keys).reduce(0) { $0 + $1.size } }
  /// All paths, in the order in which they are to go: no entry of the run cache outlives what it names.
  public var paths: [String] { (keys + objects).map(\.path) }

  /// Looks through all records.
  ///
  /// - Parameters:
  ///   - ledger: the workspace's records.
  ///   - oldest: seconds since 1970; what was made before counts only where a committed record names it.
  ///     Nil keeps what any run made.
  /// - Throws: `Problem`, when it cannot be known what is needed.
  public init(of ledger: Ledger, olderThan oldest: Double? = nil) throws {
    var marks = Marks(ledger.store)
    var committed: Set<String> = []
    try Self.markCommitted(ledger, &marks, &committed, &isHistoryCut)
    try Self.markRuns(ledger, oldest, committed, &marks)
    if try FileSystem.exists(ledger.keptPath) {
      marks.mark(textOf: try FileSystem.read(ledger.keptPath, limit: 1 << 30))
    }
    try marks.markFolders()
    try sortOut(ledger, marks)
  }

  /// The digests that are needed.
  private struct Marks {
    let store: Store
    var needed: Set<SHA256Digest> = []

    init(_ store: Store) { self.store = store }

    /// Marks every text of 64 hexadecimal digits.
    mutating func mark(textOf bytes: [UInt8]) {
      var start: Int?
      for (index, byte) in (bytes + [0]).enumerated() {
        let isDigit = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
        if isDigit {
          start = start ?? index
        } else if let first = start {
          if index - first == 64,
            let digest = SHA256Digest(hex: String(decoding: bytes[first..<index], as: UTF8.self))
          {
            needed.insert(digest)
          }
          start = nil
        }
      }
    }

    /// Marks what lies in the folders that are marked.
    mutating func markFolders() throws {
      var open = Array(needed)
      let opening = FolderManifest.opening
      while let digest = open.popLast() {
        guard try FileSystem.beginning(of: store.path(of: digest), count: opening.count) == opening else {
          continue
        }
        let manifest: FolderManifest
        do {
          manifest = try store.manifest(of: digest)
        } catch let error as ContentStoreError {
          // A file of a person's may begin as manifests do; its bytes are those of its name.
          if try StatCache(file: nil).content(of: store.path(of: digest))?.digest == digest { continue }
          throw Problem.damagedManifest(reason: "\(error)")
        }
        for entry in manifest.entries where needed.insert(entry.content.digest).inserted {
          open.append(entry.content.digest)
        }
      }
    }
  }

  private static func markRuns(
    _ ledger: Ledger, _ oldest: Double?, _ committed: Set<String>, _ marks: inout Marks
  ) throws {
    for identifier in try ledger.runs() {
      let path = ledger.runPath(identifier)
      switch try ledger.run(identifier) {
      case .absent: continue
      case .untrusted(let reason):
        throw Problem.damagedRecord(path: ledger.relative(path), reason: reason)
      case .found(let record):
        if let oldest, record.finished < oldest, !committed.contains(record.run) {
          // What a person had edited and the run set aside is no result that could be made again.
          for note in record.notes { marks.mark(textOf: Array(note.utf8)) }
        } else {
          marks.mark(textOf: try FileSystem.read(path))
        }
      }
    }
  }

  /// Marks what committed records name, and gives the runs that they come from.
  private static func markCommitted(
    _ ledger: Ledger, _ marks: inout Marks, _ runs: inout Set<String>, _ isCut: inout Bool
  ) throws {
    let standing = try ledger.stageRecords().map { ("\(Ledger.committed)/\($0.name)", $0.record) }
    for (path, record) in try standing + ledger.publishedRecords().map({ ($0.path, $0.record) }) {
      if let reason = record.damage { throw Problem.damagedRecord(path: path, reason: reason) }
      marks.mark(textOf: try FileSystem.read(ledger.root + "/" + path))
      if let run = record.record?.produced.run { runs.insert(run) }
    }
    do {
      guard let repository = try Repository.discover(at: ledger.root) else { return }
      let folder = ledger.pathInRepository(Ledger.committed, repository)
      let history = try repository.versions(in: folder)
      isCut = history.isCut
      for version in history.found where version.name.hasSuffix(".json") {
        marks.mark(textOf: version.bytes)
        let record: Recorded<StageRecord> = RecordFile.parse(version.bytes)
        if let run = record.record?.produced.run { runs.insert(run) }
      }
    } catch let error as GitError {
      throw Problem.unreadableHistory(reason: "\(error)")
    }
  }

  private mutating func sortOut(_ ledger: Ledger, _ marks: Marks) throws {
    let store = ledger.store
    for digest in try store.objects() {
      let path = store.path(of: digest)
      let size = try FileSystem.stamp(path, following: false)?.size ?? 0
      if marks.needed.contains(digest) {
        kept = (kept.objects + 1, kept.bytes + size)
      } else {
        objects.append(Item(path: String(path.dropFirst(store.folder.count + 1)), size: size))
      }
    }
    guard try FileSystem.exists(store.folder + "/keys") else { return }
    for name in try FileSystem.names(in: store.folder + "/keys") where name.hasSuffix(".json") {
      guard let key = SHA256Digest(hex: name.dropLast(5)), let entry = try ledger.entry(key).record else {
        continue
      }
      guard entry.outputs.contains(where: { !marks.needed.contains($0.content.digest) }) else { continue }
      let size = try FileSystem.stamp("\(store.folder)/keys/\(name)")?.size ?? 0
      keys.append(Item(path: "keys/\(name)", size: size))
    }
  }
}
