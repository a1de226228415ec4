internal import ContentStore
internal import Digest
internal import Foundation

/// Small JSON files of the driver's own: the value in one line, in the next the SHA-256 of that line.
enum JSONFile {
  /// The value in a file, or nil when the file is absent or not as it was written.
  static func load<Value: Decodable>(_ type: Value.Type, from path: String) -> Value? {
    guard let bytes = try? FileSystem.read(path) else { return nil }
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    guard lines.count == 3, lines[2].isEmpty, lines[1].elementsEqual(check(of: lines[0]).utf8) else {
      return nil
    }
    return decoded(type, from: lines[0])
  }

  /// The value in a file that somebody else reads, too, and that carries no check.
  static func loadUnchecked<Value: Decodable>(_ type: Value.Type, from path: String) -> Value? {
    (try? FileSystem.read(path)).flatMap { decoded(type, from: $0[...]) }
  }

  /// Writes a value durably, names in order.
  static func save(_ value: some Encodable, to path: String) throws {
    let line = [UInt8](try encoded(value))
    try FileSystem.writeDurably(line + Array("\n\(check(of: line[...]))\n".utf8), to: path)
  }

  private static func check(of line: ArraySlice<UInt8>) -> String {
    "\"" + line.withUnsafeBytes { SHA256Digest(of: $0) }.hex + "\""
  }

  private static func decoded<Value: Decodable>(_ type: Value.Type, from bytes: ArraySlice<UInt8>) -> Value? {
    try? JSONDecoder().decode(type, from: Data(bytes))
  }

  /// A value's JSON, names in order, in one line.
  static func encoded(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }
}
