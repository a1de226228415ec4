internal import ContentStore
internal import Foundation

/// Small JSON files of the driver's own.
enum JSONFile {
  /// The value in a file, or nil when the file is absent or holds something else.
  static func load<Value: Decodable>(_ type: Value.Type, from path: String) -> Value? {
    guard let bytes = try? FileSystem.read(path) else { return nil }
    return try? JSONDecoder().decode(type, from: Data(bytes))
  }

  /// Writes a value durably, names in order.
  static func save(_ value: some Encodable, to path: String) throws {
    try FileSystem.writeDurably([UInt8](try encoded(value)), to: path)
  }

  /// A value's JSON, names in order, in one line.
  static func encoded(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }
}
