internal import CGit2
internal import Glibc

/// Writing the work tree down.
extension Repository {
  /// Writes what counts of the work tree as a commit below `refs/fovea/`; index, HEAD and work tree stay as they
  /// are.
  ///
  /// What does not count is taken as the index has it, and so are files above `limit` bytes, which are listed.
  /// The reference is `refs/fovea/snapshots/COMMIT`. Equal trees on one commit give one snapshot.
  public func snapshot(_ scope: TreeScope = TreeScope(), limit: Int = 50_000_000) throws -> Snapshot {
    // A handle of its own: its index is changed in memory and thrown away.
    guard let repository = try Self.open(workTree)?.pointer else {
      throw GitError.failed(path: workTree, action: "open it again", reason: "it is gone")
    }
    defer { git_repository_free(repository) }
    let sieve = Sieve(workTree: workTree, filter: TreeFilter(scope, in: workTree), limit: limit)
    var tree = try writeTree(repository, through: sieve)
    let head = try Self.head(repository, workTree)
    let commit = try writeCommit(repository, tree: &tree, parent: head.commit)
    let reference = "refs/fovea/snapshots/\(commit)"
    try keep(commit, repository, as: reference)
    return Snapshot(
      commit: commit, tree: Self.text(of: &tree), reference: reference, refused: sieve.refused.sorted())
  }

  /// What may go into a snapshot, asked file by file.
  private final class Sieve {
    let workTree: String
    let filter: TreeFilter
    let limit: Int
    /// The index as it is before anything is taken.
    var index: OpaquePointer?
    var refused: [String] = []

    init(workTree: String, filter: TreeFilter, limit: Int) {
      self.workTree = workTree
      self.filter = filter
      self.limit = limit
    }

    func takes(_ path: String) -> Bool {
      guard filter.takes(path, isTracked: Repository.holds(index, path)) else { return false }
      // A repository within: git itself would keep no file of it either.
      if path.hasSuffix("/") {
        refused.append(path)
        return false
      }
      var status = stat()
      // A file that is gone is taken: that removes it from the tree.
      guard lstat(workTree + "/" + path, &status) == 0 else { return true }
      // A submodule: the commit that it stands on is taken, and nothing of what it holds.
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      if isFolder || status.st_size > limit { refused.append(path) }
      return isFolder || status.st_size <= limit
    }
  }

  private func writeTree(_ repository: OpaquePointer, through sieve: Sieve) throws -> git_oid {
    var index: OpaquePointer?
    try Library.check(git_repository_index(&index, repository), workTree, "read the index")
    defer { git_index_free(index) }
    try Self.seeThrough(index, workTree)
    sieve.index = index
    let code = withExtendedLifetime(sieve) {
      git_index_add_all(
        index, nil, GIT_INDEX_ADD_DEFAULT.rawValue,
        { path, _, payload in
          guard let path, let payload else { return 1 }
          let sieve = Unmanaged<Sieve>.fromOpaque(payload).takeUnretainedValue()
          return sieve.takes(String(cString: path)) ? 0 : 1
        }, Unmanaged.passUnretained(sieve).toOpaque())
    }
    try Library.check(code, workTree, "read the work tree")
    // What git ignores is taken by name; a path behind a link it takes from nobody.
    for path in sieve.filter.needed.sorted() where !Self.keeps(index, path) && !sieve.refused.contains(path) {
      if sieve.takes(path), git_index_add_bypath(index, path) != 0 { sieve.refused.append(path) }
    }
    var tree = git_oid()
    try Library.check(git_index_write_tree(&tree, index), workTree, "write a tree")
    return tree
  }

  private func writeCommit(
    _ repository: OpaquePointer, tree: inout git_oid, parent: CommitID?
  ) throws -> CommitID {
    var object: OpaquePointer?
    try Library.check(git_tree_lookup(&object, repository, &tree), workTree, "read the tree")
    defer { git_tree_free(object) }
    guard let parent else {
      return try writeCommit(repository, tree: object, parents: [], time: 0, of: "an unborn branch")
    }
    return try Self.withCommit(parent, repository, workTree) { commit in
      // The parent's time, so that equal trees give equal commits.
      try writeCommit(
        repository, tree: object, parents: [commit], time: git_commit_time(commit), of: parent.hex)
    }
  }

  private func writeCommit(
    _ repository: OpaquePointer, tree: OpaquePointer?, parents: [OpaquePointer], time: Int64,
    of subject: String
  ) throws -> CommitID {
    var signature: UnsafeMutablePointer<git_signature>?
    try Library.check(
      git_signature_new(&signature, "Fovea", "fovea@localhost", time, 0), workTree, "sign a commit")
    defer { git_signature_free(signature) }
    var pointers: [OpaquePointer?] = parents
    var id = git_oid()
    let code = git_commit_create(
      &id, repository, nil, signature, signature, nil, "Snapshot of the work tree on \(subject)\n", tree,
      pointers.count, &pointers)
    try Library.check(code, workTree, "write a commit")
    guard let commit = CommitID(Self.text(of: &id)) else {
      throw GitError.failed(path: workTree, action: "write a commit", reason: "it has no name")
    }
    return commit
  }
}
