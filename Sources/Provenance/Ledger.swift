public import ContentStore
public import Digest

/// All records of a workspace: what ran, what stands in `artifacts/`, what a key gave, who made a digest.
///
/// Records are written by the holder of the workspace's lock and read by anybody: they appear whole.
public final class Ledger: Sendable {
  /// The workspace's folder.
  public let root: String
  /// The objects.
  public let store: Store

  /// The ledger of the workspace at `root`; folders that are missing are made.
  public init(root: String, store: Store) throws {
    self.root = root
    self.store = store
    try FileSystem.makeFolders(root + "/.fovea/runs")
  }

  /// A new run's identifier: a number that counts up, and eight random digits.
  public func newRun() throws -> String {
    fatalError("to come")
  }

  /// Writes a run down: the run's record, the key's entry and the committed record, in this order, each
  /// durably. The outputs are durable before.
  ///
  /// A failed or tainted run gets its own record only. Gives a sentence for each thing that a person should
  /// know, such as outputs that differ from what the same key gave before.
  public func commit(_ record: RunRecord) throws -> [String] {
    fatalError("to come")
  }

  /// A run by its identifier.
  public func run(_ identifier: String) throws -> Recorded<RunRecord> {
    fatalError("to come")
  }

  /// The identifiers of all runs, oldest first.
  public func runs() throws -> [String] {
    fatalError("to come")
  }

  /// The newest run of a stage or cell, however it ended.
  public func latestRun(stage: String, cell: String?) throws -> RunRecord? {
    fatalError("to come")
  }

  /// Who made the outputs that stand in the workspace.
  public func stageRecord(stage: String, cell: String?) throws -> Recorded<StageRecord> {
    fatalError("to come")
  }

  /// Every committed record, by file name; what cannot be trusted is there with its reason.
  public func stageRecords() throws -> [(name: String, record: Recorded<StageRecord>)] {
    fatalError("to come")
  }

  /// The run that a key's outputs can be restored from: its record is sound and the store holds all of it.
  public func restorable(_ key: SHA256Digest) throws -> RunRecord? {
    fatalError("to come")
  }

  /// Where the committed record of a stage or cell lies, within the workspace.
  public static func recordPath(stage: String, cell: String?) -> String {
    "artifacts/records/" + stage + (cell.map { "@" + $0 } ?? "") + ".json"
  }
}
