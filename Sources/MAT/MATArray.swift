/// A variable's values with its sizes; the first index runs fastest.
public struct MATArray<Element: Sendable>: Sendable {
  /// Sizes, the fastest first.
  public let dims: [Int]
  /// Values in MATLAB's order, column after column.
  public let values: [Element]

  /// Values of the given sizes; traps when their number does not fit.
  public init(dims: [Int], values: [Element]) {
    precondition(
      dims.reduce(1, *) == values.count, "\(values.count) values do not fill an array of \(dims)")
    self.dims = dims
    self.values = values
  }
}

extension MATArray: Equatable where Element: Equatable {}
