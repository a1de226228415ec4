public import Tensors

/// Changes weights along their gradients.
///
/// Frozen parameters and those without a gradient stay as they are, weight decay included. The state can be
/// exported and loaded, so that a resumed run makes the same bits.
public protocol Optimizer: AnyObject {
  /// The parameters.
  var groups: [ParameterGroup] { get }
  /// Makes one step at a learning rate.
  func step(rate: Float, _ pool: WorkerPool)
  /// The state, one array for each of its parts, named `momentum/KEY` and the like.
  func exportState() -> [StateEntry]
  /// Sets the state; throws `StateMismatch` when a name or a shape is not this optimizer's or a part lacks.
  func loadState(_ state: [StateEntry]) throws(StateMismatch)
}

extension Optimizer {
  /// Forgets the gradients of all parameters.
  public func clearGradients() {
    for group in groups {
      for entry in group.entries { entry.parameter.clearGradient() }
    }
  }
}
