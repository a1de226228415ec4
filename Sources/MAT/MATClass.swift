/// The MATLAB classes that a v5 file can hold, by their number in the file.
public enum MATClass: UInt8, Sendable, CustomStringConvertible {
  /// Containers and text.
  case cell = 1, structure, object, char, sparse
  /// Floating point.
  case double, single
  /// Integers.
  case int8, uint8, int16, uint16, int32, uint32, int64, uint64
  /// Function handles and opaque objects.
  case function, opaque

  /// MATLAB's word for the class.
  public var description: String {
    switch self {
    case .cell: "cell"
    case .structure: "struct"
    case .object: "object"
    case .char: "char"
    case .sparse: "sparse"
    case .double: "double"
    case .single: "single"
    case .int8: "int8"
    case .uint8: "uint8"
    case .int16: "int16"
    case .uint16: "uint16"
    case .int32: "int32"
    case .uint32: "uint32"
    case .int64: "int64"
    case .uint64: "uint64"
    case .function: "function handle"
    case .opaque: "opaque object"
    }
  }

  /// Whether the variable is a plain array of numbers.
  var isNumeric: Bool { MATClass.double.rawValue <= rawValue && rawValue <= MATClass.uint64.rawValue }
}
