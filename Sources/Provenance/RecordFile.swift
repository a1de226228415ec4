internal import ContentStore
internal import Digest
internal import Foundation
internal import StageProtocol

/// A record that says which version of its form it has.
protocol Form: Codable, Sendable {
  var schema: Int { get }
}

extension RunRecord: Form {}
extension StageRecord: Form {}
extension KeyEntry: Form {}

/// Records on disk: canonical JSON that begins with a `check`, the SHA-256 of everything after it.
///
/// So a record that was cut, flipped, merged or edited by hand is known for what it is, while one whose
/// line ends git changed is still good.
enum RecordFile {
  /// The newest form that is read here.
  static let schema: Int64 = 1

  private static let opening = Array("{\n  \"check\": \"".utf8)
  private static let closing = Array("\",\n".utf8)
  /// Where the checked text begins.
  private static let start = opening.count + SHA256Digest.byteCount * 2 + closing.count

  /// The text of a record.
  static func text(_ record: some Encodable) throws -> [UInt8] {
    let value = try StrictJSON.parse(Array(encoder().encode(record)))
    let content = Array(CanonicalJSON.text(value).utf8.dropFirst(2))
    return opening + Array(SHA256Digest(of: content).hex.utf8) + closing + content
  }

  /// The record in a file, or why it cannot be trusted; throws only when the file cannot be read.
  static func read<Record: Form>(
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
  static func parse<Record: Form>(
    _ bytes: [UInt8], sound: (Record) -> String? = { _ in nil }
  ) -> Recorded<Record> {
    let text = bytes.contains(0x0d) ? bytes.filter { $0 != 0x0d } : bytes
    guard isWhole(text) else { return .untrusted(flaw(in: bytes)) }
    do {
      let record = try JSONDecoder().decode(Record.self, from: Data(text))
      guard record.schema == schema else { return .untrusted(flaw(in: bytes)) }
      return sound(record).map { .untrusted($0) } ?? .found(record)
    } catch {
      return .untrusted(flaw(in: bytes, decoding: error))
    }
  }

  /// Whether the text is as it was written.
  private static func isWhole(_ text: [UInt8]) -> Bool {
    guard text.count > start, text.starts(with: opening),
      text[(start - closing.count)..<start].elementsEqual(closing)
    else { return false }
    let check = text.withUnsafeBytes { SHA256Digest(of: UnsafeRawBufferPointer(rebasing: $0[start...])) }
    return text[opening.count..<(start - closing.count)].elementsEqual(check.hex.utf8)
  }

  /// What is wrong with a text that is no record, as precisely as can be told.
  private static func flaw(in bytes: [UInt8], decoding error: (any Error)? = nil) -> String {
    do {
      let value = try StrictJSON.parse(bytes)
      guard case .object = value else { return "expected a JSON object" }
      guard value["schema"] == .integer(schema) else {
        return "expected schema \(schema), found \(value["schema"].map(CanonicalJSON.line) ?? "none")"
      }
      return error.map { "\($0)" } ?? "its content is not what was written"
    } catch {
      return "\(error)"
    }
  }

  private static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    // A metric may be undefined; JSON has no number for it.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }
}
