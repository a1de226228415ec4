internal import CGit2
internal import Synchronization

/// What lies between two commits.
extension Repository {
  /// One file that two commits have differently.
  public struct Change: Sendable, Equatable, Codable {
    /// What happened to it.
    public enum Kind: String, Sendable, Codable {
      case added, deleted, modified, renamed
    }

    /// Its path; for a renamed file the new one.
    public var path: String
    /// What happened.
    public var kind: Kind
    /// Lines that are new; 0 for a binary file.
    public var added: Int
    /// Lines that are gone; 0 for a binary file.
    public var removed: Int

    /// A change with every part given.
    public init(path: String, kind: Kind, added: Int, removed: Int) {
      self.path = path
      self.kind = kind
      self.added = added
      self.removed = removed
    }
  }

  /// The files that differ from commit `old` to commit `new`, and the patch as `git diff` writes it.
  ///
  /// - Parameter leavingOut: folders relative to the work tree that do not count.
  /// - Throws: `GitError.noCommit` when one of them is not here.
  public func changes(
    from old: CommitID, to new: CommitID, leavingOut: [String] = []
  ) throws -> (files: [Change], patch: String) {
    try handle.withLock { handle in
      try Self.withTrees(old, new, handle.pointer, workTree) { before, after in
        var options = git_diff_options()
        git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION))
        var diff: OpaquePointer?
        try Library.check(
          git_diff_tree_to_tree(&diff, handle.pointer, before, after, &options), workTree, "compare commits")
        defer { git_diff_free(diff) }
        try Library.check(git_diff_find_similar(diff, nil), workTree, "look for renamed files")
        return try Self.listed(diff, Exclusion(leavingOut), workTree)
      }
    }
  }

  private static func withTrees<Result>(
    _ old: CommitID, _ new: CommitID, _ repository: OpaquePointer, _ path: String,
    _ body: (OpaquePointer?, OpaquePointer?) throws -> Result
  ) throws -> Result {
    func tree(of commit: OpaquePointer) throws -> OpaquePointer? {
      var tree: OpaquePointer?
      try Library.check(git_commit_tree(&tree, commit), path, "read a commit's tree")
      return tree
    }
    let before = try withCommit(old, repository, path) { try tree(of: $0) }
    defer { git_tree_free(before) }
    let after = try withCommit(new, repository, path) { try tree(of: $0) }
    defer { git_tree_free(after) }
    return try body(before, after)
  }

  private static func listed(
    _ diff: OpaquePointer?, _ exclusion: Exclusion, _ path: String
  ) throws -> (files: [Change], patch: String) {
    var files: [Change] = []
    var text = ""
    for index in 0..<git_diff_num_deltas(diff) {
      guard let delta = git_diff_get_delta(diff, index)?.pointee,
        let name = (delta.new_file.path ?? delta.old_file.path).map({ String(cString: $0) }),
        !exclusion.covers(name)
      else { continue }
      var patch: OpaquePointer?
      try Library.check(git_patch_from_diff(&patch, diff, index), path, "compare '\(name)'")
      defer { git_patch_free(patch) }
      var added = 0
      var removed = 0
      git_patch_line_stats(nil, &added, &removed, patch)
      files.append(Change(path: name, kind: kind(delta.status), added: added, removed: removed))
      var buffer = git_buf()
      try Library.check(git_patch_to_buf(&buffer, patch), path, "write the patch of '\(name)'")
      defer { git_buf_dispose(&buffer) }
      let bytes = UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size)
      text += String(decoding: bytes, as: UTF8.self)
    }
    return (files, text)
  }

  private static func kind(_ status: git_delta_t) -> Change.Kind {
    switch status {
    case GIT_DELTA_ADDED: .added
    case GIT_DELTA_DELETED: .deleted
    case GIT_DELTA_RENAMED: .renamed
    default: .modified
    }
  }
}
