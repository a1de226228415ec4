public import ContentStore
internal import Digest
internal import Git

/// Runs and digests by their first characters, as they are printed and typed.
extension Ledger {
  /// A word that begins one run or digest and means nothing else, as a beginning.
  public struct Ambiguous: Error, Equatable, CustomStringConvertible {
    /// The word.
    public var text: String
    /// Some of what begins so.
    public var candidates: [String]
    /// What was expected, and what was found.
    public var description: String {
      "'\(text)': expected the beginning of one run or digest, found \(candidates.prefix(4).joined(separator: ", "))"
        + (candidates.count > 4 ? " and \(candidates.count - 4) more" : "")
    }
  }

  /// The digest or run that a word begins, where it means nothing else; otherwise the word itself.
  ///
  /// Digests from six digits on, of what is on record or in the store; runs by their number. Throws `Ambiguous`.
  public func completed(_ text: String, cache: StatCache) throws -> String {
    guard text.wholeMatch(of: #/[0-9a-f]{6,63}|[0-9]{1,6}-?|[0-9]{6}-[0-9a-f]{1,7}/#) != nil,
      try !FileSystem.exists(text), try repository()?.commit(named: text) == nil,
      try !stageRecords().contains(where: { $0.record.record?.stage == text })
    else { return text }
    let runs = try runs(beginning: text)
    let digests = text.count < 6 ? [] : try digests(beginning: text, cache)
    let found = runs.isEmpty ? digests : runs
    guard found.count < 2 else { throw Ambiguous(text: text, candidates: found) }
    return found.first ?? text
  }

  /// `4`, `000004` and `000004-26d7` begin the run 000004-26d7accb.
  private func runs(beginning text: String) throws -> [String] {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let number = Int(parts[0]) else { return [] }
    let known =
      try runs() + stageRecords().compactMap(\.record.record?.produced.run)
      + publishedRecords().compactMap(\.record.record?.produced.run)
    return Set(known).filter { run in
      Self.number(run) == number && (parts.count < 2 || run.hasSuffix("-" + parts[1]) || run.hasPrefix(text))
    }.sorted()
  }

  private func digests(beginning text: String, _ cache: StatCache) throws -> [String] {
    let finder = try Finder(ledger: self, cache: cache)
    let known = try finder.digests(beginning: text) + store.objects().map(\.hex).filter { $0.hasPrefix(text) }
    return Set(known).sorted()
  }
}
