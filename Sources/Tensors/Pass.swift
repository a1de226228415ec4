/// How one forward pass is made: with which threads, in which mode, on which tape, with which dropout.
///
/// A pass is an argument of every operation and layer; nothing of it is ambient. Without a tape no
/// activation outlives the operation that reads it last.
public struct Pass {
  /// Whether normalization and dropout behave as in training or as in use.
  public enum Mode: Sendable, Hashable {
    /// Batch statistics, running statistics updated, dropout at work.
    case training
    /// Running statistics, no dropout; a sample's bits do not depend on its batch.
    case evaluation
  }

  /// The threads that share the work; results do not depend on their number.
  public let pool: WorkerPool
  /// Training or evaluation.
  public let mode: Mode
  /// Where operations are recorded; nil when no gradient is wanted.
  public let tape: Tape?
  /// Where dropout masks come from.
  public let dropout: DropoutSource

  /// Creates a pass; the defaults are evaluation without a tape and without dropout.
  public init(
    pool: WorkerPool, mode: Mode = .evaluation, tape: Tape? = nil, dropout: DropoutSource = .none
  ) {
    self.pool = pool
    self.mode = mode
    self.tape = tape
    self.dropout = dropout
  }

  /// The result of an operation, recorded when somebody wants a gradient through it.
  ///
  /// `pull` maps the result's gradient to those of `inputs`, in order; nil for an untracked input.
  public func record(
    _ value: Tensor, _ inputs: [Variable], parameters: [Parameter] = [],
    pull: @escaping (Tensor) -> [Tensor?]
  ) -> Variable {
    guard let tape, inputs.contains(where: \.isTracked) || parameters.contains(where: \.isTrainable)
    else { return Variable(value) }
    return tape.record(value, inputs, pull: pull)
  }
}
