internal import ContentStore
internal import Digest
internal import Foundation
internal import StageProtocol

/// Records on disk: canonical JSON with a `check`, the SHA-256 of everything else in it.
///
/// So a record that was cut, flipped, merged or edited by hand is known for what it is, while one whose
/// line ends git changed is still good.
enum RecordFile {
  /// The newest form that is read here.
  static let schema: Int64 = 1

  /// The text of a record.
  static func text(_ record: some Encodable) throws -> String {
    let data = try encoder().encode(record)
    guard case .object(var members) = try StrictJSON.parse(Array(data)) else {
      preconditionFailure("a record is a JSON object")
    }
    members["check"] = .string(check(members).hex)
    return CanonicalJSON.text(.object(members))
  }

  /// The record in a file, or why it cannot be trusted; throws only when the file cannot be read.
  static func read<Record: Decodable & Sendable>(
    _ path: String, as: Record.Type = Record.self, sound: (Record) -> String? = { _ in nil }
  ) throws -> Recorded<Record> {
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read(path, limit: 64 << 20)
    } catch ContentStoreError.absent {
      return .absent
    } catch ContentStoreError.wrongKind(_, _, let found) {
      return .untrusted("expected a file, found \(found)")
    } catch ContentStoreError.tooLarge(_, let limit, let found) {
      return .untrusted("expected at most \(limit) bytes, found \(found)")
    }
    return parse(bytes, sound: sound)
  }

  /// The record in some bytes, or why it cannot be trusted.
  static func parse<Record: Decodable & Sendable>(
    _ bytes: [UInt8], sound: (Record) -> String? = { _ in nil }
  ) -> Recorded<Record> {
    do {
      guard case .object(var members) = try StrictJSON.parse(bytes) else {
        return .untrusted("expected a JSON object")
      }
      guard case .integer(schema) = members["schema"] else {
        return .untrusted(
          "expected schema \(schema), found \(members["schema"].map(CanonicalJSON.line) ?? "none")")
      }
      guard case .string(let check) = members.removeValue(forKey: "check") else {
        return .untrusted("it has no check")
      }
      guard check == self.check(members).hex else { return .untrusted("its content is not what was written") }
      let record = try JSONDecoder().decode(Record.self, from: Data(bytes))
      return sound(record).map { .untrusted($0) } ?? .found(record)
    } catch {
      return .untrusted("\(error)")
    }
  }

  private static func check(_ members: [String: JSONValue]) -> SHA256Digest {
    SHA256Digest(of: CanonicalJSON.line(.object(members)))
  }

  private static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    // A metric may be undefined; JSON has no number for it.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }
}
