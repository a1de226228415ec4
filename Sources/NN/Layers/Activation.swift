public import Tensors

/// The function after a layer.
public enum Activation: Hashable, Sendable {
  /// max(x, 0).
  case relu
  /// x or slope · x.
  case leakyRelu(slope: Float)
  /// Nothing.
  case none

  /// Applies it.
  public func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    switch self {
    case .relu: Tensors.relu(x, pass)
    case .leakyRelu(let slope): Tensors.leakyRelu(x, slope: slope, pass)
    case .none: x
    }
  }
}
