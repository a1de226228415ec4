/// A work tree written down as a commit that no branch leads to.
public struct Snapshot: Sendable, Equatable {
  /// The commit; its parent is HEAD's.
  ///
  /// Equal trees on equal commits give equal snapshots.
  public var commit: CommitID
  /// The name of its tree.
  public var tree: String
  /// The reference that keeps it, below `refs/fovea/`.
  public var reference: String
  /// What could not be taken, sorted: files larger than the limit, repositories within and what differs in them,
  /// files behind links.
  public var refused: [String]

  /// A snapshot with every part given.
  public init(commit: CommitID, tree: String, reference: String, refused: [String]) {
    self.commit = commit
    self.tree = tree
    self.reference = reference
    self.refused = refused
  }
}
