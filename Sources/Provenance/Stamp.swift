public import Git

/// Which code stood in the workspace: the commit, and for a dirty tree the snapshot of it.
public struct Stamp: Codable, Sendable, Hashable {
  /// How HEAD stood.
  public enum Head: String, Codable, Sendable {
    /// On a branch.
    case branch
    /// On a commit without a branch.
    case detached
    /// In a repository without commits.
    case unborn
    /// There is no repository.
    case none
  }

  /// The commit of HEAD, or nil when there is none.
  public var commit: CommitID?
  /// Whether anything but outputs differed from the commit.
  public var dirty: Bool
  /// The commit below `refs/fovea/` that holds the dirty tree; nil for a clean one.
  public var snapshot: CommitID?
  /// The branch.
  public var branch: String?
  /// How HEAD stood.
  public var head: Head
  /// Files that the snapshot leaves out because they are too large.
  public var leftOut: [String]
  /// Why the repository could not be read, where that is so.
  public var problem: String?

  /// A stamp with every part given.
  public init(
    commit: CommitID?, dirty: Bool, snapshot: CommitID? = nil, branch: String? = nil, head: Head,
    leftOut: [String] = [], problem: String? = nil
  ) {
    self.commit = commit
    self.dirty = dirty
    self.snapshot = snapshot
    self.branch = branch
    self.head = head
    self.leftOut = leftOut
    self.problem = problem
  }

  /// The stamp of a workspace without a repository.
  public static let unversioned = Stamp(commit: nil, dirty: false, head: .none)
}
