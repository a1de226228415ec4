/// Why a file is no state from which a run can go on.
public enum TrainingStateError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The metadata lack an iteration of this run.
  case noIteration(found: String, limit: Int)

  /// One sentence.
  public var description: String {
    switch self {
    case .noIteration(let found, let limit):
      "the training state must name an iteration of 0 to \(limit), not \(found)"
    }
  }
}
