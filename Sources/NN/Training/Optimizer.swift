public import Tensors

/// Changes weights along their gradients.
///
/// Frozen parameters and those without a gradient stay as they are, weight decay included. The state can be
/// exported and loaded, so that a resumed run makes the same bits.
public protocol Optimizer: AnyObject {
  /// The parameters.
  var groups: [ParameterGroup] { get }
  /// Makes one step at a learning rate for each group, which is not multiplied by the group's factor again.
  func step(rates: [Float], _ pool: WorkerPool)
  /// The state, one array for each of its parts, named `momentum/KEY` and the like.
  func exportState() -> [StateEntry]
  /// Sets the state; throws `StateMismatch` when a name or a shape is not this optimizer's or a part lacks.
  func loadState(_ state: [StateEntry]) throws(StateMismatch)
}

extension Optimizer {
  /// Makes one step at a learning rate, multiplied by each group's factor.
  public func step(rate: Float, _ pool: WorkerPool) {
    step(rates: groups.map { rate * $0.rateMultiplier }, pool)
  }

  /// Makes one step at an iteration of a schedule, which begins for each group at its own rate.
  ///
  /// As MMEngine, whose schedulers go from each group's rate to the least one.
  public func step(_ schedule: Schedule, at iteration: Int, _ pool: WorkerPool) {
    step(rates: groups.map { schedule.rate(at: iteration, multiplier: $0.rateMultiplier) }, pool)
  }

  /// Forgets the gradients of all parameters.
  public func clearGradients() {
    for group in groups {
      for entry in group.entries { entry.parameter.clearGradient() }
    }
  }
}
