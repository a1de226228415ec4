public import Provenance

/// What `judge` says of a cell.
public struct Judgement: Sendable {
  /// The cell.
  public var id: CellID
  /// Its state.
  public var state: CellState
  /// Why it is not fresh, one ingredient each; empty for a fresh cell.
  public var reasons: [Reason]
  /// What differs from the machine of its run without making it stale: drift.
  public var drift: [Reason] = []
  /// What its key is made of, or nil while an input is not known.
  public var ingredients: KeyIngredients?
  /// What its outputs hold or will hold without running it; nil when that is not known.
  public var outputs: [RunRecord.Output]?
  /// The paths of outputs of a fresh cell that are not here and need not be, where that is allowed.
  public var absent: [String] = []
  /// The run whose outputs can be put back.
  public var restorable: RunRecord?
  /// The input that is not there.
  public var missingInput: PipelineError?

  init(_ id: CellID, _ state: CellState, _ reasons: [Reason] = []) {
    self.id = id
    self.state = state
    self.reasons = reasons
  }
}

/// What a cell can count on from a cell before it.
enum Supply {
  /// The outputs stand in their places and hold this.
  case placed([RunRecord.Output])
  /// The outputs will hold this once they are put back.
  case promised([RunRecord.Output])
  /// Nobody knows before it has run.
  case open
  /// It is not part of this run: whatever stands in its places counts.
  case asItStands
}
