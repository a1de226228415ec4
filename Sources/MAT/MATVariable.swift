/// What a MATLAB file says of one of its variables.
public struct MATVariable: Equatable, Sendable {
  /// The name; names are compared exactly.
  public let name: String
  /// The MATLAB class.
  public let variableClass: MATClass
  /// Whether the variable has an imaginary part.
  public let isComplex: Bool
  /// Whether a `uint8` variable stands for `logical`.
  public let isLogical: Bool
  /// Sizes, the fastest first: MATLAB stores columns.
  public let dims: [Int]
  /// The byte of the file where the variable's element starts.
  public let offset: Int

  /// Number of elements; it is known not to overflow.
  public var count: Int { dims.reduce(1, *) }

  /// The class as a user would say it: `complex double`, `logical`, `uint8`.
  public var className: String {
    if isLogical { return "logical" }
    return (isComplex ? "complex " : "") + variableClass.description
  }
}
