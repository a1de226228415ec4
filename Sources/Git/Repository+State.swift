internal import CGit2
internal import Synchronization

/// What stands in the repository.
extension Repository {
  /// What HEAD points to; a repository without commits has a branch and no commit.
  public func head() throws -> Head {
    try handle.withLock { try Self.head($0.pointer, workTree) }
  }

  /// How the work tree differs from HEAD, without what lies under `leavingOut`.
  ///
  /// - Parameter leavingOut: folders, relative to the work tree, such as `.fovea`.
  public func state(leavingOut: [String] = [".fovea"]) throws -> TreeState {
    fatalError("to come")
  }

  /// A commit's time in seconds since 1970.
  public func time(of commit: CommitID) throws -> Int64 {
    fatalError("to come")
  }

  static func head(_ repository: OpaquePointer, _ path: String) throws -> Head {
    fatalError("to come")
  }
}
