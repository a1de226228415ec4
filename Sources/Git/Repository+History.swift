internal import CGit2
internal import Synchronization

/// Reading commits: their files, and everything that any reference leads to.
extension Repository {
  /// One version of a file in the history.
  public struct Version: Sendable, Equatable {
    /// The newest commit, in the walk's order, that has this version.
    public var commit: CommitID
    /// The file's name within the folder that was asked for.
    public var name: String
    /// Its bytes.
    public var bytes: [UInt8]
  }

  /// Every version that any file directly in `folder` has in any commit that a reference (a branch, a tag,
  /// a stash, a snapshot, a kept commit), HEAD or the HEAD of a linked worktree leads to; each once.
  ///
  /// - Parameter folder: relative to the work tree, without a slash at its end.
  /// - Returns: the versions, and whether a shallow clone cut the history off.
  public func versions(in folder: String) throws -> (found: [Version], isCut: Bool) {
    var found: [Version] = []
    var seen: Set<String> = []
    let isCut = try forEachCommit { commit, id, repository in
      try Self.forEachFile(of: commit, in: folder, repository, workTree) { name, blob in
        guard seen.insert(name + "\0" + blob.id).inserted else { return }
        found.append(Version(commit: id, name: name, bytes: try blob.bytes()))
      }
    }
    return (found, isCut)
  }

  /// The commits, newest first, for whose bytes of the file at `path` `isWanted` says yes; each version of
  /// the file is looked at once.
  ///
  /// - Returns: the commits, and whether a shallow clone cut the history off.
  public func commits(
    whereFile path: String, is isWanted: ([UInt8]) -> Bool
  ) throws -> (found: [CommitID], isCut: Bool) {
    var answers: [String: Bool] = [:]
    var found: [CommitID] = []
    let isCut = try forEachCommit { commit, id, repository in
      guard let blob = try Self.blob(path, of: commit, repository, workTree) else { return }
      let answer = try answers[blob.id] ?? isWanted(try blob.bytes())
      answers[blob.id] = answer
      if answer { found.append(id) }
    }
    return (found, isCut)
  }

  /// The files directly in a folder of a commit, by name; empty when the commit has no such folder.
  ///
  /// Throws `GitError.noCommit` when the commit is not here.
  public func files(in folder: String, at commit: CommitID) throws -> [String: [UInt8]] {
    try handle.withLock { handle in
      try Self.withCommit(commit, handle.pointer, workTree) { object in
        var files: [String: [UInt8]] = [:]
        try Self.forEachFile(of: object, in: folder, handle.pointer, workTree) { name, blob in
          files[name] = try blob.bytes()
        }
        return files
      }
    }
  }

  /// The bytes of a file in a commit, or nil when the commit has none at the path.
  ///
  /// Throws `GitError.noCommit` when the commit is not here.
  public func file(_ path: String, at commit: CommitID) throws -> [UInt8]? {
    try handle.withLock { handle in
      try Self.withCommit(commit, handle.pointer, workTree) { object in
        try Self.blob(path, of: object, handle.pointer, workTree)?.bytes()
      }
    }
  }

  /// The commit that a name means (`HEAD~1`, a branch, a tag, some first digits), or nil when it means none.
  public func commit(named name: String) -> CommitID? {
    handle.withLock { Self.commit(named: name, $0.pointer) }
  }

  private static func commit(named name: String, _ repository: OpaquePointer) -> CommitID? {
    var object: OpaquePointer?
    guard git_revparse_single(&object, repository, name) == 0 else { return nil }
    defer { git_object_free(object) }
    var commit: OpaquePointer?
    guard git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0 else { return nil }
    defer { git_object_free(commit) }
    guard var id = git_object_id(commit)?.pointee else { return nil }
    return CommitID(text(of: &id))
  }

  /// Walks every commit that any reference or HEAD leads to, newest first.
  ///
  /// By hand: libgit2's own walk ends before the commits at which a shallow clone is cut.
  ///
  /// - Returns: whether a shallow clone cut the history off.
  private func forEachCommit(
    _ visit: (OpaquePointer, CommitID, OpaquePointer) throws -> Void
  ) throws -> Bool {
    try handle.withLock { handle in
      let repository = handle.pointer
      var isCut = git_repository_is_shallow(repository) == 1
      var seen: Set<CommitID> = []
      var waiting: [(time: Int64, id: CommitID)] = []
      func add(_ id: CommitID) throws {
        guard seen.insert(id).inserted else { return }
        do {
          waiting.append((try Self.withCommit(id, repository, workTree) { git_commit_time($0) }, id))
        } catch GitError.noCommit {
          isCut = true
        }
      }
      for tip in try Self.tips(repository, workTree) { try add(tip) }
      while let newest = waiting.indices.max(by: { waiting[$0].time < waiting[$1].time }) {
        let id = waiting.remove(at: newest).id
        let parents: [CommitID] = try Self.withCommit(id, repository, workTree) { commit in
          try visit(commit, id, repository)
          return (0..<git_commit_parentcount(commit)).compactMap { index in
            guard var parent = git_commit_parent_id(commit, index)?.pointee else { return nil }
            return CommitID(Self.text(of: &parent))
          }
        }
        for parent in parents { try add(parent) }
      }
      return isCut
    }
  }

  /// A file's object, read when it is wanted.
  private struct Blob {
    let id: String
    let bytes: () throws -> [UInt8]
  }

  private static func forEachFile(
    of commit: OpaquePointer, in folder: String, _ repository: OpaquePointer, _ path: String,
    _ body: (String, Blob) throws -> Void
  ) throws {
    try withTree(of: commit, folder, repository, path) { tree in
      for index in 0..<git_tree_entrycount(tree) {
        guard let entry = git_tree_entry_byindex(tree, index), let name = git_tree_entry_name(entry),
          let blob = blob(of: entry, repository, path)
        else { continue }
        try body(String(cString: name), blob)
      }
    }
  }

  private static func blob(
    _ file: String, of commit: OpaquePointer, _ repository: OpaquePointer, _ path: String
  ) throws -> Blob? {
    var tree: OpaquePointer?
    try Library.check(git_commit_tree(&tree, commit), path, "read a commit's tree")
    defer { git_tree_free(tree) }
    var entry: OpaquePointer?
    let code = git_tree_entry_bypath(&entry, tree, file)
    if code == GIT_ENOTFOUND.rawValue { return nil }
    try Library.check(code, path, "find '\(file)' in a commit")
    defer { git_tree_entry_free(entry) }
    return entry.flatMap { blob(of: $0, repository, path) }
  }

  private static func blob(of entry: OpaquePointer, _ repository: OpaquePointer, _ path: String) -> Blob? {
    guard git_tree_entry_type(entry) == GIT_OBJECT_BLOB, var id = git_tree_entry_id(entry)?.pointee else {
      return nil
    }
    return Blob(id: text(of: &id)) {
      var id = id
      var blob: OpaquePointer?
      try Library.check(git_blob_lookup(&blob, repository, &id), path, "read a file of a commit")
      defer { git_blob_free(blob) }
      let bytes = UnsafeRawBufferPointer(
        start: git_blob_rawcontent(blob), count: Int(git_blob_rawsize(blob)))
      return Array(bytes)
    }
  }

  /// Lends a folder of a commit, if the commit has it.
  private static func withTree(
    of commit: OpaquePointer, _ folder: String, _ repository: OpaquePointer, _ path: String,
    _ body: (OpaquePointer?) throws -> Void
  ) throws {
    var tree: OpaquePointer?
    try Library.check(git_commit_tree(&tree, commit), path, "read a commit's tree")
    defer { git_tree_free(tree) }
    guard !folder.isEmpty else { return try body(tree) }
    var entry: OpaquePointer?
    let code = git_tree_entry_bypath(&entry, tree, folder)
    if code == GIT_ENOTFOUND.rawValue { return }
    try Library.check(code, path, "find '\(folder)' in a commit")
    defer { git_tree_entry_free(entry) }
    guard git_tree_entry_type(entry) == GIT_OBJECT_TREE else { return }
    var inner: OpaquePointer?
    try Library.check(
      git_tree_lookup(&inner, repository, git_tree_entry_id(entry)), path, "read '\(folder)' of a commit")
    defer { git_tree_free(inner) }
    try body(inner)
  }
}
