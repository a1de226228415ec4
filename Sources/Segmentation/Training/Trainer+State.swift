public import Checkpoints
import NN

extension Trainer {
  /// Everything that a later run needs to go on as if never interrupted.
  ///
  /// Weights and statistics as `model/NAME`, the optimizer's arrays as `optimizer/NAME`, moving averages as
  /// `average/NAME`, the iteration in the metadata.
  public func state() -> Checkpoint {
    let weights = net.checkpoint()
    var state = Checkpoint(meta: ["iteration": .string(String(iteration)), "kind": .string("training state")])
    for name in weights.names { state["model/" + name] = weights[name] }
    for entry in optimizer.exportState() {
      state["optimizer/" + entry.name] = StoredTensor(entry.values, shape: entry.shape)
    }
    for entry in average?.exportState() ?? [] {
      state["average/" + entry.name] = StoredTensor(entry.values, shape: entry.shape)
    }
    return state
  }

  /// Goes back to a saved state, or stays as it was when the state is refused.
  ///
  /// Throws `WeightsError` or `StateMismatch` if it belongs to another net or optimizer, and
  /// `TrainingStateError` if it is no training state of this run's length.
  public func resume(from state: Checkpoint) throws {
    guard let text = state.meta["iteration"]?.string, let saved = Int(text),
      (0...settings.iterations).contains(saved)
    else {
      throw TrainingStateError.noIteration(
        found: state.meta["iteration"]?.string ?? "nothing", limit: settings.iterations)
    }
    let before = self.state()
    do {
      try take(state)
    } catch {
      // A run that starts over must not start from half of a refused state.
      try take(before)
      throw error
    }
    iteration = saved
  }

  private func take(_ state: Checkpoint) throws {
    try net.load(Self.part("model/", of: state))
    try optimizer.loadState(Self.entries("optimizer/", of: state))
    try average?.loadState(Self.entries("average/", of: state))
  }

  private static func entries(_ prefix: String, of state: Checkpoint) -> [StateEntry] {
    let part = part(prefix, of: state)
    return part.names.compactMap { name in
      part[name].map { StateEntry(name: name, shape: $0.shape, values: $0.floats) }
    }
  }

  private static func part(_ prefix: String, of state: Checkpoint) -> Checkpoint {
    var part = Checkpoint()
    for name in state.names where name.hasPrefix(prefix) {
      part[String(name.dropFirst(prefix.count))] = state[name]
    }
    return part
  }
}
