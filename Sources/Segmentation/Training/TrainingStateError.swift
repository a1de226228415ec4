/// Why a file is no state from which a run can go on.
public enum TrainingStateError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The metadata lack an iteration of this run.
  case noIteration(found: String, limit: Int)
  /// A part, `optimizer` or `average`, lacks arrays; `expected` is nil where the metadata lack their number.
  case incomplete(part: String, expected: Int?, found: Int)

  /// One sentence.
  public var description: String {
    switch self {
    case .noIteration(let found, let limit):
      "the training state must name an iteration of 0 to \(limit), not \(found)"
    case .incomplete(let part, let expected, let found):
      "the training state must hold \(expected.map { "\($0) arrays" } ?? "a number of arrays") of \(part), not "
        + "\(found)"
    }
  }
}
