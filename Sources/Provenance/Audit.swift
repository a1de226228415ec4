public import ContentStore
public import Digest
public import Git

/// Answers to "who made this?" and "what came of this?", by content.
public struct Audit: Sendable {
  let ledger: Ledger
  let cache: StatCache

  /// An audit over a ledger; the cache saves hashing.
  public init(ledger: Ledger, cache: StatCache) {
    self.ledger = ledger
    self.cache = cache
  }

  /// Who made the file or folder at a path, wherever it lies and whatever it is called; nil when nobody did.
  public func report(path: String) throws -> AuditReport? {
    fatalError("to come")
  }

  /// Who made what has this digest, files inside folders included; nil when nobody did.
  public func report(digest: SHA256Digest) throws -> AuditReport? {
    fatalError("to come")
  }

  /// What was made at a commit or snapshot: a report for every output.
  public func reports(commit: CommitID) throws -> [AuditReport] {
    fatalError("to come")
  }

  /// What came of a digest: every run that used it, and what came of that, nearest first.
  public func forward(digest: SHA256Digest) throws -> [AuditReport.Step] {
    fatalError("to come")
  }
}
