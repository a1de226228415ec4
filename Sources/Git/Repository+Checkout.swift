internal import CGit2
internal import Glibc
internal import Synchronization

/// A commit's files in a folder of their own.
extension Repository {
  /// Puts a commit's files into `folder`, as a repository of its own with a detached HEAD on that commit.
  ///
  /// The objects stay here and are borrowed (git's alternates), so nothing of this repository is written:
  /// neither index, HEAD, references nor its list of worktrees. A folder that was filled before is brought
  /// to the new commit: files that did not change are left as they are, so that a build in it goes on from
  /// there. Files that git does not know there stay. Submodules stay empty.
  /// - Throws: `GitError.noCommit` when the commit is not here.
  public func checkOut(_ commit: CommitID, into folder: String) throws {
    guard try holds(commit) else { throw GitError.noCommit(path: workTree, name: commit.hex) }
    let objects = try handle.withLock { handle in
      guard let path = git_repository_commondir(handle.pointer) else {
        throw GitError.failed(path: workTree, action: "find its objects", reason: "it has no folder")
      }
      return String(cString: path) + "objects"
    }
    var pointer: OpaquePointer?
    try Library.check(git_repository_init(&pointer, folder, 0), folder, "make a repository")
    git_repository_free(pointer)
    try Self.write(objects + "\n", to: folder + "/.git/objects/info/alternates")
    pointer = nil
    try Library.check(git_repository_open(&pointer, folder), folder, "open the repository")
    defer { git_repository_free(pointer) }
    var id = git_oid()
    try Library.check(git_oid_fromstr(&id, commit.hex), folder, "read the name \(commit)")
    guard let pointer else { throw GitError.noCommit(path: folder, name: commit.hex) }
    try Self.withCommit(commit, pointer, folder) { object in
      var options = git_checkout_options()
      git_checkout_options_init(&options, UInt32(GIT_CHECKOUT_OPTIONS_VERSION))
      options.checkout_strategy = GIT_CHECKOUT_FORCE.rawValue
      try Library.check(git_checkout_tree(pointer, object, &options), folder, "check \(commit) out")
    }
    try Library.check(git_repository_set_head_detached(pointer, &id), folder, "set HEAD to \(commit)")
  }

  private static func write(_ text: String, to path: String) throws {
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw GitError.failed(path: path, action: "write it", reason: String(cString: strerror(errno)))
    }
    defer { Glibc.close(descriptor) }
    let bytes = Array(text.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw GitError.failed(path: path, action: "write it", reason: String(cString: strerror(errno)))
    }
  }
}
