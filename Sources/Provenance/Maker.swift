public import Digest
public import Git

/// What a run's record and a committed record both know of a result.
public struct Maker: Sendable {
  /// The run's identifier.
  public var run: String
  /// The stage.
  public var stage: String
  /// The cell, or nil for a stage without a matrix.
  public var cell: String?
  /// The commit, or nil without one.
  public var commit: CommitID?
  /// Whether the tree differed from the commit.
  public var dirty: Bool
  /// The snapshot of the dirty tree.
  public var snapshot: CommitID?
  /// When the run ended: seconds since 1970.
  public var finished: Double
  /// The run's key.
  public var key: SHA256Digest
  /// What it was made from.
  public var ingredients: KeyIngredients
  /// What it made.
  public var outputs: [RunRecord.Output]
  /// The whole record of the run, where it is in this workspace.
  public var record: RunRecord?
  /// The committed record, where that told of the run.
  var committed: StageRecord?

  /// The text that names the stage or cell: `stage` or `stage@cell`.
  public var name: String { CellName.text(stage, cell) }
  /// The commit that holds the code: the snapshot of a dirty tree, else the commit; nil where none holds it.
  public var code: CommitID? { snapshot ?? (dirty ? nil : commit) }

  /// What a run's record knows.
  public init(_ record: RunRecord) {
    run = record.run
    stage = record.stage
    cell = record.cell
    commit = record.stamp.commit
    dirty = record.stamp.dirty
    snapshot = record.stamp.snapshot
    finished = record.finished
    key = record.key
    ingredients = record.ingredients
    outputs = record.outputs
    self.record = record
  }

  /// What a committed record knows.
  public init(_ record: StageRecord) {
    run = record.produced.run
    stage = record.stage
    cell = record.cell
    commit = record.produced.commit
    dirty = record.produced.dirty
    snapshot = record.produced.snapshot
    finished = record.produced.finished
    key = record.result.key
    ingredients = record.result.ingredients
    outputs = record.result.outputs
    committed = record
  }
}
