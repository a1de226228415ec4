/// A named array on its way from or to a checkpoint.
public struct StateEntry: Sendable, Hashable {
  /// The key.
  public let name: String
  /// The extents in PyTorch's order; empty for a scalar.
  public let shape: [Int]
  /// The values in row-major order.
  public let values: [Float]

  /// Creates an entry; traps unless the shape has as many values.
  public init(name: String, shape: [Int], values: [Float]) {
    precondition(
      values.count == (shape.contains(0) ? 0 : shape.reduce(1, *)),
      "\(name): \(values.count) values for the shape \(shape)")
    self.name = name
    self.shape = shape
    self.values = values
  }
}
