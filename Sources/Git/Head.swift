/// What HEAD points to.
public struct Head: Sendable, Equatable {
  /// The commit, or nil in a repository without commits.
  public var commit: CommitID?
  /// The branch's short name, or nil when HEAD is detached.
  public var branch: String?

  /// Whether HEAD names a commit and no branch.
  public var isDetached: Bool { branch == nil }
  /// Whether the branch has no commit yet.
  public var isUnborn: Bool { commit == nil }

  /// A head with every part given.
  public init(commit: CommitID?, branch: String?) {
    self.commit = commit
    self.branch = branch
  }
}
