import NN

/// The optimizers that training offers, by the names that parameters use.
public enum OptimizerChoice: String, Sendable, Hashable, Codable, CaseIterable {
  /// SGD with momentum 0.9, MMSegmentation's choice.
  case sgd
  /// Adam; weight decay is added to the gradient.
  case adam
  /// Adam with decoupled weight decay.
  case adamW = "adamw"

  /// The optimizer of the groups.
  func optimizer(_ groups: [ParameterGroup], momentum: Float, weightDecay: Float) -> any Optimizer {
    switch self {
    case .sgd: SGD(groups, momentum: momentum, decay: weightDecay)
    case .adam: Adam(groups, decay: weightDecay)
    case .adamW: Adam(groups, decay: weightDecay, isDecoupled: true)
    }
  }
}
