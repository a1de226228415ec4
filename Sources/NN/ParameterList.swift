public import Tensors

/// The parameters of a module with their keys, walked once, in the order of the checkpoint.
public struct ParameterList {
  /// One parameter and its key.
  public struct Entry {
    /// The key, such as `backbone.encoder.0.0.convs.0.conv.weight`.
    public let name: String
    /// The parameter.
    public let parameter: Parameter
  }

  /// All parameters, statistics and counters included.
  public let entries: [Entry]

  /// Walks a module.
  public init(_ module: Module) {
    var found: [Entry] = []
    module.walk { found.append(Entry(name: $0, parameter: $1)) }
    entries = found
  }

  /// The parameter of a key, if there is one.
  public subscript(name: String) -> Parameter? {
    entries.first { $0.name == name }?.parameter
  }

  /// The number of learned values, as papers count them.
  public var weightCount: Int {
    entries.filter { $0.parameter.role == .weight }.reduce(0) { $0 + $1.parameter.count }
  }

  /// Copies of all values by key, in order.
  public func export() -> [StateEntry] {
    entries.map { StateEntry(name: $0.name, shape: $0.parameter.shape, values: $0.parameter.array) }
  }

  /// Sets all values from a checkpoint, or none.
  ///
  /// Throws `StateMismatch` with every missing, unused and misshapen name unless `state` has exactly the
  /// names and shapes of this list. A counter's shape is not compared.
  public func load(_ state: [StateEntry]) throws(StateMismatch) {
    let given = Dictionary(state.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let known = Set(entries.map(\.name))
    var mismatch = StateMismatch()
    mismatch.unused = state.map(\.name).filter { !known.contains($0) }
    for entry in entries {
      guard let found = given[entry.name] else {
        mismatch.missing.append(entry.name)
        continue
      }
      let isCounter = entry.parameter.role == .counter && found.values.count == 1
      if found.shape != entry.parameter.shape && !isCounter {
        mismatch.misshapen.append(
          .init(name: entry.name, expected: entry.parameter.shape, found: found.shape))
      }
    }
    guard mismatch.isEmpty else { throw mismatch }
    for entry in entries {
      if let found = given[entry.name] { entry.parameter.assign(found.values) }
    }
  }

  /// Makes the weights whose keys begin with `prefix` trainable or not.
  public func setTrainable(_ isTrainable: Bool, prefix: String) {
    for entry in entries where entry.name.hasPrefix(prefix) && entry.parameter.role == .weight {
      entry.parameter.isTrainable = isTrainable
    }
  }

  /// Forgets all gradients.
  public func clearGradients() {
    for entry in entries { entry.parameter.clearGradient() }
  }
}
