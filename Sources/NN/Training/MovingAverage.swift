import Tensors

/// The exponential moving average of the weights of a model, for evaluation.
///
/// average ← momentum · value + (1 − momentum) · average, MMEngine's `ExponentialMovingAverage`; statistics,
/// counters and the first update are copied.
public final class MovingAverage {
  private let list: ParameterList
  private let momentum: Float
  private var averages: [Buffer] = []

  /// Creates an average; the default momentum is MMEngine's, 0.0002.
  public init(_ list: ParameterList, momentum: Float = 0.0002) {
    self.list = list
    self.momentum = momentum
  }

  /// Takes the present values in.
  public func update() {
    let isFirst = averages.isEmpty
    if isFirst { averages = list.entries.map { Buffer($0.parameter.count) } }
    for (entry, average) in zip(list.entries, averages) {
      let (values, target) = (entry.parameter.values.pointer, average.pointer)
      let share: Float = isFirst || entry.parameter.role != .weight ? 1 : momentum
      for i in 0..<average.count {
        target[i] = share == 1 ? values[i] : target[i] + share * (values[i] - target[i])
      }
    }
  }

  /// Exchanges the model's values and the averages; call it again to have them back.
  public func swap() {
    for (entry, average) in zip(list.entries, averages) {
      entry.parameter.update { values in
        for i in 0..<average.count { Swift.swap(&values[i], &average.pointer[i]) }
      }
    }
  }

  /// The averages under the model's keys; empty before the first update.
  public func exportState() -> [StateEntry] {
    zip(list.entries, averages).map {
      StateEntry(name: $0.name, shape: $0.parameter.shape, values: $1.array)
    }
  }

  /// Sets the averages; throws `StateMismatch` unless names and shapes are the model's.
  ///
  /// Without any, as before the first update, there are none: the next update is the first.
  public func loadState(_ state: [StateEntry]) throws(StateMismatch) {
    averages = []
    if state.isEmpty { return }
    let kept = list.export()
    try list.load(state)
    update()
    try list.load(kept)
  }
}
