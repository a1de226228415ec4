import Tensors

/// Parameters that an optimizer treats alike.
public struct ParameterGroup {
  /// The parameters.
  public let entries: [ParameterList.Entry]
  /// The factor of the learning rate; 1 by default.
  public var rateMultiplier: Float
  /// The factor of the weight decay; 1 by default.
  public var decayMultiplier: Float

  /// Creates a group.
  public init(_ entries: [ParameterList.Entry], rateMultiplier: Float = 1, decayMultiplier: Float = 1) {
    self.entries = entries
    self.rateMultiplier = rateMultiplier
    self.decayMultiplier = decayMultiplier
  }
}

extension ParameterList {
  /// How parameters whose key contains a text differ from the others.
  public struct Rule: Sendable, Hashable {
    /// A part of the keys, such as `backbone.`.
    public var key: String
    /// The factor of the learning rate.
    public var rateMultiplier: Float
    /// The factor of the weight decay.
    public var decayMultiplier: Float

    /// Creates a rule; the factors are 1 by default.
    public init(key: String, rateMultiplier: Float = 1, decayMultiplier: Float = 1) {
      self.key = key
      self.rateMultiplier = rateMultiplier
      self.decayMultiplier = decayMultiplier
    }
  }

  /// The weights in groups: one for each rule, the longest key first, the rest at the end.
  ///
  /// As MMEngine's `custom_keys`: a weight follows the longest key that its name contains, of equally long ones
  /// the first of the alphabet. Traps where a key comes twice or is in no weight's name.
  /// Source: mmengine/optim/optimizer/default_constructor.py.
  public func groups(_ rules: [Rule] = []) -> [ParameterGroup] {
    let weights = entries.filter { $0.parameter.role == .weight }
    precondition(Set(rules.map(\.key)).count == rules.count, "two rules for one key in \(rules.map(\.key))")
    for rule in rules {
      precondition(
        weights.contains { $0.name.contains(rule.key) },
        "a rule for `\(rule.key)`, which is in no weight's name")
    }
    let sorted = rules.sorted { ($0.key.count, $1.key) > ($1.key.count, $0.key) }
    var members = [[Entry]](repeating: [], count: sorted.count + 1)
    for entry in weights {
      members[sorted.firstIndex { entry.name.contains($0.key) } ?? sorted.count].append(entry)
    }
    return zip(members, sorted + [Rule(key: "")]).map {
      ParameterGroup($0, rateMultiplier: $1.rateMultiplier, decayMultiplier: $1.decayMultiplier)
    }
  }
}
