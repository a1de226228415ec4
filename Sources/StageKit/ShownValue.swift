public import StageProtocol

/// What can stand in a cell of a table or behind a key in prose.
public protocol ShownValue {
  /// The value as JSON; null where there is none, as for an undefined metric.
  var shown: JSONValue { get }
}

extension String: ShownValue {
  /// The text.
  public var shown: JSONValue { .string(self) }
}

extension Bool: ShownValue {
  /// The truth value.
  public var shown: JSONValue { .bool(self) }
}

extension Double: ShownValue {
  /// The number, or null when it is not finite.
  public var shown: JSONValue { isFinite ? .number(self) : .null }
}

extension Float: ShownValue {
  /// The number with the digits that tell it from its neighbors, or null when it is not finite.
  public var shown: JSONValue { isFinite ? .number(Double(description) ?? Double(self)) : .null }
}

extension FixedWidthInteger where Self: ShownValue {
  /// The integer; beyond 64 signed bits, the nearest number.
  public var shown: JSONValue { Int64(exactly: self).map(JSONValue.integer) ?? .number(Double(self)) }
}

extension Int: ShownValue {}
extension Int64: ShownValue {}
extension Int32: ShownValue {}
extension UInt8: ShownValue {}
extension UInt32: ShownValue {}
extension UInt64: ShownValue {}

extension JSONValue: ShownValue {
  /// The value itself.
  public var shown: JSONValue { self }
}

extension Optional: ShownValue where Wrapped: ShownValue {
  /// The value, or null.
  public var shown: JSONValue { self?.shown ?? .null }
}
