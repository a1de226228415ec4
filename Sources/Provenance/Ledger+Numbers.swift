public import ContentStore
internal import Digest
internal import Foundation
internal import StageProtocol

/// What results say in numbers.
extension Ledger {
  /// What a stage reported, and the numbers in its JSON outputs of at most a megabyte, as `ROLE.DOTTED.NAME`.
  ///
  /// An output that is neither in the store nor in its place gives none.
  public func numbers(of maker: Maker, cache: StatCache) throws -> [String: Double] {
    var numbers = maker.record.map { JSONValue.object($0.metrics).numbers() } ?? [:]
    for output in maker.outputs where output.path.hasSuffix(".json") && output.content.size < 1 << 20 {
      guard let place = try file(of: output.content.digest, at: output.path, cache: cache),
        let value = try? JSONDecoder().decode(JSONValue.self, from: Data(FileSystem.read(place)))
      else { continue }
      numbers.merge(value.numbers(under: output.role)) { first, _ in first }
    }
    return numbers
  }

  /// A file with these bytes: the object, or what stands at a path within the workspace; nil when neither is here.
  func file(of digest: SHA256Digest, at path: String, cache: StatCache) throws -> String? {
    let object = store.path(of: digest)
    if try FileSystem.exists(object) { return object }
    let place = "\(root)/\(path)"
    return try cache.fitContent(of: place)?.digest == digest ? place : nil
  }
}
