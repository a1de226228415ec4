/// A tensor that a graph carries: weights, or the extents that an operator wants as an input.
public struct ONNXConstant: Sendable, Hashable {
  /// The elements in row-major order.
  public enum Values: Sendable, Hashable {
    case numbers([Float])
    case integers([Int64])
  }

  /// The name by which nodes read it.
  public let name: String
  /// The extents; empty for a scalar.
  public let shape: [Int]
  /// The elements.
  public let values: Values

  /// Creates a constant of Float32; traps unless the shape has as many elements.
  public init(_ name: String, numbers: [Float], shape: [Int]) {
    precondition(
      numbers.count == shape.reduce(1, *), "\(name): \(numbers.count) values for the shape \(shape)")
    (self.name, self.shape, values) = (name, shape, .numbers(numbers))
  }

  /// Creates a list of Int64.
  public init(_ name: String, integers: [Int]) {
    (self.name, shape, values) = (name, [integers.count], .integers(integers.map(Int64.init)))
  }
}
