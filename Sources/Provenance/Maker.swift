internal import ContentStore
internal import Digest
internal import Git

/// What a run's record and a committed record both know of a result.
struct Maker: Sendable {
  var run: String
  var stage: String
  var cell: String?
  var commit: CommitID?
  var dirty: Bool
  var snapshot: CommitID?
  var finished: Double
  var key: SHA256Digest
  var ingredients: KeyIngredients
  var outputs: [RunRecord.Output]

  init(_ record: RunRecord) {
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
  }

  init(_ record: StageRecord) {
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
  }
}
