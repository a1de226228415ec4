public import ContentStore
internal import Digest
internal import Git

/// Runs and digests by their first characters, as they are printed and typed.
extension Ledger {
  /// A word that begins more than one run or digest.
  public struct Ambiguous: Error, Equatable, CustomStringConvertible {
    /// The word.
    public var text: String
    /// What begins so.
    public var candidates: [String]
    /// What was expected, and what was found.
    public var description: String {
      "'\(text)': expected the beginning of one run or digest, found \(candidates.prefix(4).joined(separator: ", "))"
        + (candidates.count > 4 ? " and \(candidates.count - 4) more" : "")
    }
  }

  /// The digest or run that a word begins, where it means nothing else; otherwise the word itself.
  ///
  /// Digests from six digits on, of what is on record or in the store; runs by their number, `4`, `000004` or
  /// `000004-26d`.
  /// - Parameter isCommit: whether it may also be the name of a commit, which comes first.
  /// - Throws: `Ambiguous`.
  public func completed(_ text: String, cache: StatCache, orCommit isCommit: Bool = true) throws -> String {
    guard text.wholeMatch(of: #/[0-9a-f]{6,63}|[0-9]{1,6}|[0-9]{6}-[0-9a-f]{0,7}/#) != nil,
      try !FileSystem.exists(text), try !isCommit || repository()?.commit(named: text) == nil,
      try !stageRecords().contains(where: { $0.record.record?.stage == text })
    else { return text }
    let runs = try runs(beginning: text)
    let found = try runs.isEmpty && text.count >= 6 ? digests(beginning: text, cache) : runs
    guard found.count < 2 else { throw Ambiguous(text: text, candidates: found) }
    return found.first ?? text
  }

  private func runs(beginning text: String) throws -> [String] {
    guard let number = Int(text.prefix { $0 != "-" }), text.count <= 6 || text.contains("-") else {
      return []
    }
    let known =
      try runs() + stageRecords().compactMap(\.record.record?.produced.run)
      + publishedRecords().compactMap(\.record.record?.produced.run)
    return Set(known).filter { run in
      Self.number(run) == number && (!text.contains("-") || run.hasPrefix(text))
    }.sorted()
  }

  private func digests(beginning text: String, _ cache: StatCache) throws -> [String] {
    let finder = try Finder(ledger: self, cache: cache)
    return try Set(finder.digests(beginning: text) + store.objects(beginning: text).map(\.hex)).sorted()
  }
}
