/// A plain value that a checkpoint carries beside its weights.
public indirect enum MetaValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// An integer beyond 64 bits: little-endian two's complement of 9 to 255 bytes.
  case bigInteger([UInt8])
  case number(Double)
  case string(String)
  case bytes([UInt8])
  case list([MetaValue])
  case tuple([MetaValue])
  case set([MetaValue])
  /// Pairs in the file's order; keys need not be strings.
  case dictionary([(key: MetaValue, value: MetaValue)])
  case tensor(StoredTensor)
  /// Something that would need code to build; only its global name is kept.
  case opaque(String)

  /// The value of a string key of a dictionary.
  public subscript(key: String) -> MetaValue? {
    guard case .dictionary(let pairs) = self else { return nil }
    return pairs.first { $0.key.string == key }?.value
  }

  /// The text, if this is a string.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The integer, if this is one.
  public var integer: Int? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The number, if this is a number or an integer.
  public var number: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// The elements, if this is a list, tuple or set.
  public var list: [MetaValue]? {
    switch self {
    case .list(let values), .tuple(let values), .set(let values): values
    default: nil
    }
  }
}
