public import ContentStore
internal import Digest

/// What the store holds, copied to a place of its own: what `fovea restore --to` does.
///
/// Nothing else changes: no output, no record.
public struct Extraction: Sendable {
  /// The outputs by their paths within the new folder; empty where the place is one object.
  public private(set) var paths: [String] = []

  /// Copies what a word means.
  ///
  /// - Parameters:
  ///   - text: a digest, for the file or folder of these bytes, on record or not; else a run, a commit, a cell
  ///     or a path, for the outputs of its runs under their paths.
  ///   - place: where nothing stands yet: the file or folder of the digest, or a folder for the outputs.
  /// - Throws: `Restoration.Problem`, `Subject.Unknown`, and what stands in the way; the place stays as it was.
  public init(of text: String, to place: String, in ledger: Ledger, cache: StatCache) throws {
    let text = try ledger.completed(text, cache: cache)
    if let digest = SHA256Digest(hex: text) {
      guard let content = try ledger.store.content(of: digest) else {
        throw Restoration.Problem.lost(paths: [text])
      }
      try FileSystem.checkNew(place)
      try Self.restore(content, place, ledger)
      return
    }
    let outputs = try Subject(text, in: ledger, cache: cache, byPlace: true).makers.flatMap(\.outputs)
    guard !outputs.isEmpty else { throw Restoration.Problem.nothingToRestore(text) }
    try FileSystem.makeNewFolder(place) { partial in
      for output in outputs { try Self.restore(output.content, "\(partial)/\(output.path)", ledger) }
    }
    paths = outputs.map(\.path)
  }

  private static func restore(_ content: ContentID, _ place: String, _ ledger: Ledger) throws {
    do {
      try ledger.store.restore(content, to: place)
    } catch ContentStoreError.noObject(let digest) {
      throw Restoration.Problem.lost(paths: ["\(digest)"])
    }
  }
}
