/// Which files of a work tree count when it is compared with its commit and written down.
///
/// All paths are relative to the work tree. Tracked files count, and untracked ones that are text: an untracked
/// binary, such as a scan or weights, is data, and data stay where they are.
public struct TreeScope: Sendable {
  /// Folders that never count, such as those of outputs.
  public var leavingOut: [String]
  /// Files and folders within those that count all the same as far as they are tracked.
  public var despite: [String]
  /// Files and folders of data: what is untracked there does not count, text or not.
  public var data: [String]
  /// Files that the commit has to hold: they count also where git ignores them.
  public var needed: [String]
  /// Whether any other untracked file counts.
  public var hasUntracked: Bool

  /// A scope with every part given.
  public init(
    leavingOut: [String] = [".fovea"], despite: [String] = [], data: [String] = [], needed: [String] = [],
    hasUntracked: Bool = true
  ) {
    self.leavingOut = leavingOut
    self.despite = despite
    self.data = data
    self.needed = needed
    self.hasUntracked = hasUntracked
  }
}
