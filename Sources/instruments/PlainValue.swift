import Checkpoints
import Foundation

/// A checkpoint's plain value as JSON; tensors and objects are only named.
struct PlainValue: Encodable {
  let value: MetaValue

  init(_ value: MetaValue) { self.value = value }

  /// The value as one line of JSON.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  func encode(to encoder: any Encoder) throws {
    switch value {
    case .list(let values), .tuple(let values), .set(let values):
      var list = encoder.unkeyedContainer()
      for value in values { try list.encode(PlainValue(value)) }
    case .dictionary(let pairs):
      var members = encoder.container(keyedBy: Key.self)
      for (key, value) in pairs { try members.encode(PlainValue(value), forKey: Key(Self.name(key))) }
    default:
      var box = encoder.singleValueContainer()
      try encodeSimple(into: &box)
    }
  }

  private func encodeSimple(into box: inout any SingleValueEncodingContainer) throws {
    switch value {
    case .bool(let value): try box.encode(value)
    case .integer(let value): try box.encode(value)
    case .bigInteger(let bytes): try box.encode("<integer of \(bytes.count) bytes>")
    case .number(let value): try box.encode(value)
    case .string(let text): try box.encode(text)
    case .bytes(let bytes): try box.encode("<\(bytes.count) bytes>")
    case .tensor(let tensor): try box.encode("<tensor \(tensor.type.rawValue) \(tensor.shape)>")
    case .opaque(let name): try box.encode("<object \(name), not built>")
    case .null, .list, .tuple, .set, .dictionary: try box.encodeNil()
    }
  }

  /// A key as text; Python's keys need not be strings.
  private static func name(_ key: MetaValue) -> String {
    switch key {
    case .string(let text): text
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .bool(let value): "\(value)"
    default: "\(key)"
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
