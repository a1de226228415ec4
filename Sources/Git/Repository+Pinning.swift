internal import CGit2
internal import Glibc
internal import Synchronization

/// Commits that git may not forget.
extension Repository {
  /// Keeps a commit, whatever becomes of its branch: `git gc` deletes what was amended or rebased away.
  ///
  /// The reference is `refs/fovea/commits/COMMIT`; one that is there is left alone.
  public func pin(_ commit: CommitID) throws {
    let name = "refs/fovea/commits/\(commit)"
    try handle.withLock { handle in
      var reference: OpaquePointer?
      defer { git_reference_free(reference) }
      guard git_reference_lookup(&reference, handle.pointer, name) != 0 else { return }
      try keep(commit, handle.pointer, as: name)
    }
  }

  /// Writes a reference, over one of this name.
  func keep(_ commit: CommitID, _ repository: OpaquePointer, as name: String) throws {
    var id = git_oid()
    try Library.check(git_oid_fromstr(&id, commit.hex), workTree, "read the name \(commit)")
    func create() -> Int32 {
      var reference: OpaquePointer?
      let code = git_reference_create(&reference, repository, name, &id, 1, "fovea: kept")
      git_reference_free(reference)
      return code
    }
    var code = create()
    for _ in 0..<20 where code == GIT_ELOCKED.rawValue {
      usleep(50_000)
      code = create()
    }
    if code == GIT_ELOCKED.rawValue {
      // Nobody takes a second to write forty digits: a killed command left the lock. Whoever else may
      // write a reference of this name writes the same into it.
      unlink(String(cString: git_repository_commondir(repository)) + name + ".lock")
      code = create()
    }
    try Library.check(code, workTree, "write \(name)")
  }
}
