public import Tensors

/// Adaptive average pooling to a square of bins.
public final class AveragePool: Module {
  private let _size: Int

  /// Creates a pooling; the default is the global mean.
  public init(size: Int = 1) { _size = size }

  /// Takes the means.
  public override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    averagePooling(x, height: _size, width: _size, pass)
  }
}
