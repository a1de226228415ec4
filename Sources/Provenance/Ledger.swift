public import ContentStore
internal import Digest
internal import Synchronization

/// All records of a workspace: what ran, what stands in `artifacts/`, what a key gave, who made a digest.
///
/// Records are written by the holder of the workspace's lock and read by anybody: they appear whole.
public final class Ledger: Sendable {
  /// The workspace's folder.
  public let root: String
  /// The objects.
  public let store: Store

  /// The number of the newest run, once it was looked up.
  let newest = Mutex<Int?>(nil)
  /// One commit at a time.
  let writing = Mutex<Void>(())
  /// What the records in `artifacts/records` speak of, once it was looked up.
  let places = Mutex<RecordedPlaces?>(nil)
  /// Which run made which digest, once it was asked for.
  let index = Mutex<DigestIndex?>(nil)

  /// The ledger of the workspace at `root`; folders that are missing are made where that can be.
  public init(root: String, store: Store) throws {
    self.root = root
    self.store = store
    try FileSystem.makeFoldersWherePossible(root + "/.fovea/runs/latest")
  }

  /// Where the committed record of a stage or cell lies, within the workspace.
  public static func recordPath(stage: String, cell: String?) -> String {
    committed + "/" + CellName.fileName(stage, cell) + ".json"
  }

  /// Where the committed records lie, within the workspace.
  public static let committed = "artifacts/records"

  /// Where results for others lie, within the workspace: a folder each, with `records/` in it.
  public static let published = "docs/results"

  /// The folders that records are written to.
  public var folders: [String] {
    [runsFolder, runsFolder + "/latest", store.folder + "/keys", "\(root)/\(Self.committed)"]
  }

  /// The folder of the runs' records and logs.
  var runsFolder: String { root + "/.fovea/runs" }

  /// What was edited and set aside, a digest and a place a line: `gc` leaves it alone.
  var keptPath: String { root + "/.fovea/kept" }

  func runPath(_ identifier: String) -> String { "\(runsFolder)/\(identifier).json" }

  /// A path within the workspace, as messages have it.
  func relative(_ path: String) -> String {
    path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
  }

  func keyPath(_ key: SHA256Digest) -> String { "\(store.folder)/keys/\(key.hex).json" }

  func latestPath(_ stage: String, _ cell: String?) -> String {
    "\(runsFolder)/latest/\(CellName.fileName(stage, cell))"
  }

  func recordPath(_ stage: String, _ cell: String?) -> String {
    root + "/" + Self.recordPath(stage: stage, cell: cell)
  }
}
