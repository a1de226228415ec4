/// A number that a MATLAB variable of one class is read into.
public protocol MATNumber: Sendable {
  /// The class whose values have this type.
  static var variableClass: MATClass { get }
  /// The number of the data type in the file (MAT-File Format, table 1-1).
  static var dataType: UInt32 { get }
  /// Zero, for buffers.
  static var zero: Self { get }
  /// The number that `value` is, or nil where the type does not have it.
  init?(exactly value: Double)
}

extension UInt8: MATNumber {
  /// `uint8`.
  public static var variableClass: MATClass { .uint8 }
  /// miUINT8.
  public static var dataType: UInt32 { 2 }
}

extension Double: MATNumber {
  /// `double`.
  public static var variableClass: MATClass { .double }
  /// miDOUBLE.
  public static var dataType: UInt32 { 9 }
}
