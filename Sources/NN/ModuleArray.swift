public import Tensors

extension Array where Element: Module {
  /// Runs the modules one after the other, as PyTorch's `Sequential` does.
  public func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    reduce(x) { value, module in module(value, pass) }
  }
}
