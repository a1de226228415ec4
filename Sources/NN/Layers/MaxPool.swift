public import Tensors

/// Max-pooling; without parameters, it holds its place in a list of modules.
public final class MaxPool: Module {
  private let _kernel: Int
  private let _stride: Int
  private let _padding: Int

  /// Creates a pooling; the defaults halve the extents.
  public init(kernel: Int = 2, stride: Int = 2, padding: Int = 0) {
    (_kernel, _stride, _padding) = (kernel, stride, padding)
  }

  /// Takes the maxima.
  public override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    maxPooling(x, kernel: _kernel, stride: _stride, padding: _padding, pass)
  }
}
