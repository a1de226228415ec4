public import Tensors

/// Stochastic gradient descent with momentum and weight decay, PyTorch's formulas.
///
/// g ← g + decay · w; v ← momentum · v + g (v = g at first); w ← w − rate · v.
public final class SGD: Optimizer {
  /// The parameters.
  public let groups: [ParameterGroup]
  private let momentum: Float
  private let decay: Float
  private var state = OptimizerState()

  /// Creates an optimizer; the defaults are MMSegmentation's (momentum 0.9, weight decay 0.0005).
  public init(_ groups: [ParameterGroup], momentum: Float = 0.9, decay: Float = 0.0005) {
    self.groups = groups
    self.momentum = momentum
    self.decay = decay
  }

  /// Makes one step at a learning rate for each group.
  public func step(rates: [Float], _ pool: WorkerPool) {
    precondition(rates.count == groups.count, "\(rates.count) rates for \(groups.count) groups")
    for (group, rate) in zip(groups, rates) {
      for entry in group.entries where entry.parameter.isTrainable {
        guard let gradient = entry.parameter.gradient else { continue }
        let velocity = state.array("momentum", entry)
        let (g, momentum, decay) = (gradient.pointer, momentum, decay * group.decayMultiplier)
        entry.parameter.update { w in
          pool.runBlocks(of: 1 << 15, upTo: gradient.count) { range in
            for i in range {
              velocity[i] = momentum * velocity[i] + (g[i] + decay * w[i])
              w[i] -= rate * velocity[i]
            }
          }
        }
      }
    }
  }

  /// The velocities as `momentum/KEY`.
  public func exportState() -> [StateEntry] { state.export(["momentum"], groups) }

  /// Sets the velocities; throws `StateMismatch` for names or shapes that are not this optimizer's.
  public func loadState(_ state: [StateEntry]) throws(StateMismatch) {
    try self.state.load(state, ["momentum"], groups)
  }
}
