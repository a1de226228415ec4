import Foundation
import Testing

/// A reader of Protocol Buffers' wire format that knows nothing of the writer.
struct WireReader {
  enum Value: Equatable {
    case integer(UInt64)
    case fixed(UInt32)
    case bytes([UInt8])

    var integer: Int? { if case .integer(let value) = self { Int(Int64(bitPattern: value)) } else { nil } }
    var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
    var text: String? { bytes.flatMap { String(validating: $0, as: UTF8.self) } }
  }

  let fields: [(number: Int, value: Value)]

  init(_ bytes: [UInt8]) throws {
    var list: [(Int, Value)] = []
    var place = 0
    func varint() throws -> UInt64 {
      var (value, shift) = (UInt64(0), UInt64(0))
      while true {
        try #require(place < bytes.count && shift < 64)
        let byte = bytes[place]
        place += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte & 0x80 == 0 { return value }
        shift += 7
      }
    }
    func take(_ count: Int) throws -> [UInt8] {
      try #require(count >= 0 && count <= bytes.count - place)
      defer { place += count }
      return Array(bytes[place..<place + count])
    }
    while place < bytes.count {
      let key = try varint()
      let number = Int(key >> 3)
      switch key & 7 {
      case 0: list.append((number, .integer(try varint())))
      case 2: list.append((number, .bytes(try take(Int(try varint())))))
      case 5:
        let raw = try take(4)
        list.append((number, .fixed(raw.reversed().reduce(0) { $0 << 8 | UInt32($1) })))
      default: throw Unreadable(key: key)
      }
    }
    fields = list
  }

  struct Unreadable: Error { let key: UInt64 }

  /// The values of a field, in order.
  subscript(_ number: Int) -> [Value] { fields.filter { $0.number == number }.map(\.value) }

  /// The messages of a field, in order.
  func messages(_ number: Int) throws -> [WireReader] {
    try self[number].map { try WireReader($0.bytes ?? []) }
  }

  /// The texts of a field, in order.
  func texts(_ number: Int) -> [String] { self[number].compactMap(\.text) }
}
