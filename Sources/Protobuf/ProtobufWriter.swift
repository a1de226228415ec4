public import Foundation

/// Writes the wire format of Protocol Buffers: numbered fields, one after another.
///
/// Source: https://protobuf.dev/programming-guides/encoding.
public struct ProtobufWriter {
  /// The message so far.
  public private(set) var data = Data()

  /// An empty message.
  public init() {}

  /// A field of a whole number, a truth value or an enumeration.
  public mutating func integer(_ field: Int, _ value: Int) {
    key(field, kind: 0)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// A field of a Float32.
  public mutating func number(_ field: Int, _ value: Float) {
    key(field, kind: 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
  }

  /// A field of a Double.
  public mutating func number(_ field: Int, _ value: Double) {
    key(field, kind: 1)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
  }

  /// A field of UTF-8 text.
  public mutating func text(_ field: Int, _ value: String) { bytes(field, Data(value.utf8)) }

  /// A field of bytes.
  public mutating func bytes(_ field: Int, _ value: Data) {
    key(field, kind: 2)
    varint(UInt64(value.count))
    data.append(value)
  }

  /// A field of a message that `write` fills.
  public mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    write(&inner)
    bytes(field, inner.data)
  }

  private mutating func key(_ field: Int, kind: UInt64) { varint(UInt64(field) << 3 | kind) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      data.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    data.append(UInt8(rest))
  }
}
