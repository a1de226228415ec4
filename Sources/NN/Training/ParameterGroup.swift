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
  /// How parameters whose key begins with a prefix differ from the others.
  public struct Rule: Sendable, Hashable {
    /// The beginning of the keys, such as `backbone.`.
    public var prefix: String
    /// The factor of the learning rate.
    public var rateMultiplier: Float
    /// The factor of the weight decay.
    public var decayMultiplier: Float

    /// Creates a rule; the factors are 1 by default.
    public init(prefix: String, rateMultiplier: Float = 1, decayMultiplier: Float = 1) {
      self.prefix = prefix
      self.rateMultiplier = rateMultiplier
      self.decayMultiplier = decayMultiplier
    }
  }

  /// The weights in groups: one for each rule in order, the rest at the end; the first rule that fits counts.
  public func groups(_ rules: [Rule] = []) -> [ParameterGroup] {
    var members = [[Entry]](repeating: [], count: rules.count + 1)
    for entry in entries where entry.parameter.role == .weight {
      members[rules.firstIndex { entry.name.hasPrefix($0.prefix) } ?? rules.count].append(entry)
    }
    return zip(members, rules + [Rule(prefix: "")]).map {
      ParameterGroup($0, rateMultiplier: $1.rateMultiplier, decayMultiplier: $1.decayMultiplier)
    }
  }
}
