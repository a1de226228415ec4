public import Tensors

/// Batch normalization with PyTorch's settings (ε 10⁻⁵, momentum 0.1).
///
/// Keys: `weight`, `bias`, `running_mean`, `running_var`, `num_batches_tracked`.
public final class BatchNorm: Module {
  /// γ, ones at first.
  public let weight: Parameter
  /// β, zeros at first.
  public let bias: Parameter
  /// The running mean.
  public let runningMean: Parameter
  /// The running variance, unbiased.
  public let runningVar: Parameter
  /// The number of training batches seen.
  public let numBatchesTracked: Parameter
  /// Whether training mode, too, uses the running statistics and leaves them alone.
  public var isFrozen = false

  /// Creates a normalization of `channels` channels.
  public init(_ channels: Int) {
    weight = Parameter([channels], filledWith: 1)
    bias = Parameter([channels])
    runningMean = Parameter([channels], role: .statistic)
    runningVar = Parameter([channels], filledWith: 1, role: .statistic)
    numBatchesTracked = Parameter([], role: .counter)
  }

  /// Normalizes.
  public override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    callAsFunction(x, relu: false, pass)
  }

  /// Normalizes and, if asked, applies a ReLU in the same sweep.
  public func callAsFunction(_ x: Variable, relu: Bool, _ pass: Pass) -> Variable {
    batchNormalization(x, normalization, isFrozen: isFrozen, relu: relu, pass)
  }

  /// The parameters and settings.
  var normalization: Normalization {
    Normalization(
      weight: weight, bias: bias, runningMean: runningMean, runningVariance: runningVar,
      updates: numBatchesTracked)
  }
}
