/// How the work tree differs from the commit it stands on.
///
/// Ignored files do not count, but for those that a `TreeScope` needs.
public struct TreeState: Sendable, Equatable {
  /// Tracked files that were edited, deleted, renamed or staged, sorted.
  public var changed: [String]
  /// Files that count and that git does not know, sorted.
  public var untracked: [String]

  /// Whether anything differs.
  public var isDirty: Bool { !changed.isEmpty || !untracked.isEmpty }

  /// A state with every part given.
  public init(changed: [String], untracked: [String]) {
    self.changed = changed
    self.untracked = untracked
  }
}
