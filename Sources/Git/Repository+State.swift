internal import CGit2
internal import Glibc
internal import Synchronization

/// What stands in the repository.
extension Repository {
  /// What HEAD points to; a repository without commits has a branch and no commit.
  public func head() throws -> Head {
    try handle.withLock { try Self.head($0.pointer, workTree) }
  }

  /// How the work tree differs from HEAD in what counts.
  public func state(_ scope: TreeScope = TreeScope()) throws -> TreeState {
    let filter = TreeFilter(scope, in: workTree)
    return try handle.withLock { handle in
      var options = git_status_options()
      git_status_options_init(&options, UInt32(GIT_STATUS_OPTIONS_VERSION))
      options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR
      options.flags =
        GIT_STATUS_OPT_INCLUDE_UNTRACKED.rawValue | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS.rawValue
        | GIT_STATUS_OPT_NO_REFRESH.rawValue
      var index: OpaquePointer?
      try Library.check(git_repository_index(&index, handle.pointer), workTree, "read the index")
      defer { git_index_free(index) }
      try Library.check(git_index_read(index, 1), workTree, "read the index")
      try Self.seeThrough(index, workTree)
      var list: OpaquePointer?
      try Library.check(
        git_status_list_new(&list, handle.pointer, &options), workTree, "compare the work tree with HEAD")
      defer { git_status_list_free(list) }
      var state = Self.state(of: list, filter)
      let ignored = filter.needed.subtracting(state.untracked).filter { !Self.keeps(index, $0) }
      state.untracked = (state.untracked + ignored).sorted()
      return state
    }
  }

  /// Takes from the index in memory what makes git look away: `assume-unchanged`, and `skip-worktree` where
  /// the file is there all the same.
  ///
  /// A file that git was told not to look at may hold anything; a stamp must not.
  static func seeThrough(_ index: OpaquePointer?, _ workTree: String) throws {
    let hiding = UInt16(GIT_INDEX_ENTRY_VALID.rawValue)
    let skipping = UInt16(GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue)
    for place in 0..<git_index_entrycount(index) {
      guard var entry = git_index_get_byindex(index, place)?.pointee,
        entry.flags & hiding != 0 || entry.flags_extended & skipping != 0, let path = entry.path
      else { continue }
      let name = String(cString: path)
      var status = stat()
      guard entry.flags & hiding != 0 || lstat(workTree + "/" + name, &status) == 0 else { continue }
      entry.flags &= ~hiding
      entry.flags_extended &= ~skipping
      // The index frees its own text of the path while it takes the entry in.
      try name.withCString { text in
        entry.path = text
        try Library.check(git_index_add(index, &entry), workTree, "look at '\(name)'")
      }
    }
  }

  /// A commit's time in seconds since 1970; throws `.noCommit` when it is not here.
  public func time(of commit: CommitID) throws -> Int64 {
    try handle.withLock { handle in
      try Self.withCommit(commit, handle.pointer, workTree) { git_commit_time($0) }
    }
  }

  /// Whether the commit is in this repository.
  public func holds(_ commit: CommitID) throws -> Bool {
    do {
      _ = try time(of: commit)
      return true
    } catch GitError.noCommit {
      return false
    }
  }

  static func head(_ repository: OpaquePointer, _ path: String) throws -> Head {
    var id = git_oid()
    let code = git_reference_name_to_id(&id, repository, "HEAD")
    let isUnborn = code == GIT_ENOTFOUND.rawValue || code == GIT_EUNBORNBRANCH.rawValue
    if !isUnborn { try Library.check(code, path, "find HEAD") }
    let branch = try branch(repository, path)
    guard branch != "", !isUnborn || branch != nil, git_oid_is_zero(&id) == 0 || isUnborn else {
      throw GitError.corrupt(path: path, reason: "HEAD names nothing")
    }
    return Head(commit: isUnborn ? nil : CommitID(text(of: &id)), branch: branch)
  }

  /// Lends a commit's object.
  static func withCommit<Result>(
    _ commit: CommitID, _ repository: OpaquePointer, _ path: String,
    _ body: (OpaquePointer) throws -> Result
  ) throws -> Result {
    var id = git_oid()
    try Library.check(git_oid_fromstr(&id, commit.hex), path, "read the name \(commit)")
    var object: OpaquePointer?
    let code = git_commit_lookup(&object, repository, &id)
    if code == GIT_ENOTFOUND.rawValue { throw GitError.noCommit(path: path, name: commit.hex) }
    try Library.check(code, path, "read commit \(commit)")
    guard let object else { throw GitError.noCommit(path: path, name: commit.hex) }
    defer { git_commit_free(object) }
    return try body(object)
  }

  static func text(of id: inout git_oid) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 41) { buffer in
      git_oid_tostr(buffer.baseAddress, buffer.count, &id)
      return buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
  }

  /// The branch that HEAD names, without `refs/heads/`; nil when it names a commit.
  private static func branch(_ repository: OpaquePointer, _ path: String) throws -> String? {
    var reference: OpaquePointer?
    try Library.check(git_reference_lookup(&reference, repository, "HEAD"), path, "read HEAD")
    defer { git_reference_free(reference) }
    guard let target = git_reference_symbolic_target(reference) else { return nil }
    let name = String(cString: target)
    let prefix = "refs/heads/"
    return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
  }

  /// Whether an index has a file, or the submodule in which it lies.
  static func keeps(_ index: OpaquePointer?, _ path: String) -> Bool {
    var parts = path.split(separator: "/")
    while !parts.isEmpty {
      let place = parts.joined(separator: "/")
      if let entry = git_index_get_bypath(index, place, 0)?.pointee {
        return place == path || entry.mode == GIT_FILEMODE_COMMIT.rawValue
      }
      parts.removeLast()
    }
    return false
  }

  /// Whether an index has a file.
  static func holds(_ index: OpaquePointer?, _ path: String) -> Bool {
    git_index_get_bypath(index, path, 0) != nil
  }

  private static func state(of list: OpaquePointer?, _ filter: TreeFilter) -> TreeState {
    var state = TreeState(changed: [], untracked: [])
    for index in 0..<git_status_list_entrycount(list) {
      guard let entry = git_status_byindex(list, index)?.pointee,
        let delta = entry.index_to_workdir ?? entry.head_to_index,
        let name = (delta.pointee.new_file.path ?? delta.pointee.old_file.path).map({ String(cString: $0) })
      else { continue }
      let isTracked = entry.status.rawValue != GIT_STATUS_WT_NEW.rawValue
      guard filter.takes(name, isTracked: isTracked) else { continue }
      if isTracked { state.changed.append(name) } else { state.untracked.append(name) }
    }
    state.changed.sort()
    state.untracked.sort()
    return state
  }
}
