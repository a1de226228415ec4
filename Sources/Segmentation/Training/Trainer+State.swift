public import Checkpoints
import NN

extension Trainer {
  /// Everything that a later run needs to go on as if never interrupted.
  ///
  /// Weights and statistics as `model/NAME`, the optimizer's arrays as `optimizer/NAME`, moving averages as
  /// `average/NAME`; in the metadata the iteration and, as `optimizer` and `average`, the numbers of arrays.
  public func state() -> Checkpoint {
    let weights = net.checkpoint()
    var state = Checkpoint(meta: ["iteration": .string(String(iteration)), "kind": .string("training state")])
    for name in weights.names { state["model/" + name] = weights[name] }
    let parts = [("optimizer", optimizer.exportState()), ("average", average?.exportState() ?? [])]
    for (part, entries) in parts {
      for entry in entries {
        state[part + "/" + entry.name] = StoredTensor(entry.values, shape: entry.shape)
      }
      state.meta[part] = .string(String(entries.count))
    }
    return state
  }

  /// Goes back to a saved state, or stays as it was when the state is refused.
  ///
  /// Throws `WeightsError` or `StateMismatch` if it belongs to another net or optimizer, and
  /// `TrainingStateError` if it is no training state of this run's length or lacks arrays.
  public func resume(from state: Checkpoint) throws {
    guard let text = state.meta["iteration"]?.string, let saved = Int(text),
      (0...settings.iterations).contains(saved)
    else {
      throw TrainingStateError.noIteration(
        found: state.meta["iteration"]?.string ?? "nothing", limit: settings.iterations)
    }
    let before = self.state()
    do {
      try take(state, at: saved)
    } catch {
      // A run that starts over must not start from half of a refused state.
      try take(before, at: iteration)
      throw error
    }
    iteration = saved
  }

  private func take(_ state: Checkpoint, at iteration: Int) throws {
    try net.load(Self.part("model/", of: state))
    try requireWhole(state, at: iteration)
    try optimizer.loadState(Self.entries("optimizer/", of: state))
    try average?.loadState(Self.entries("average/", of: state))
  }

  /// Each part must have the arrays that it was saved with: those that lack would silently begin anew.
  private func requireWhole(_ state: Checkpoint, at iteration: Int) throws {
    for part in ["optimizer", "average"] {
      let found = state.names.count { $0.hasPrefix(part + "/") }
      let isAveraged = part == "average" && average != nil && iteration > 0
      let least = isAveraged ? net.parameters.entries.count : 0
      let expected = state.meta[part]?.string.flatMap { Int($0) }.map { max($0, least) }
      guard let needed = expected, found >= needed else {
        throw TrainingStateError.incomplete(part: part, expected: expected, found: found)
      }
    }
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
