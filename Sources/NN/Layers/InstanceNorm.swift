public import Tensors

/// Instance normalization with or without learned γ and β (keys `weight`, `bias`).
public final class InstanceNorm: Module {
  /// γ, ones at first, or nil.
  public let weight: Parameter?
  /// β, zeros at first, or nil.
  public let bias: Parameter?

  /// Creates a normalization; the default has no parameters, as in PyTorch.
  public init(_ channels: Int, isAffine: Bool = false) {
    weight = isAffine ? Parameter([channels], filledWith: 1) : nil
    bias = isAffine ? Parameter([channels]) : nil
  }

  /// Normalizes.
  public override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    callAsFunction(x, slope: 1, pass)
  }

  /// Normalizes and multiplies what is below 0 by `slope`, in the same sweep.
  public func callAsFunction(_ x: Variable, slope: Float, _ pass: Pass) -> Variable {
    instanceNormalization(x, weight: weight, bias: bias, slope: slope, pass)
  }
}
