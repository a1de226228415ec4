internal import CGit2
internal import Glibc

/// Where the walk through the history begins. What cannot be read is an error, never a history without it.
extension Repository {
  /// The commits that references, HEAD, the heads of all work trees and the list of stashes lead to.
  static func tips(_ repository: OpaquePointer, _ path: String) throws -> [CommitID] {
    let (own, common) = try folders(of: repository, path)
    var tips = try referenceTips(repository, path, loose: own == common ? [own] : [own, common])
    tips += try worktreeTips(repository, path) + stashes(repository, path, common)
    guard own != common else { return tips }
    // A linked work tree's HEAD is its own; that of the main one may be detached, too.
    var main: OpaquePointer?
    try Library.check(git_repository_open(&main, common), common, "open the repository")
    defer { git_repository_free(main) }
    if let main, let head = try tip(of: "HEAD", main, common) { tips.append(head) }
    return tips
  }

  /// The repository's own folder and the one that all its work trees share, each with a slash at its end.
  private static func folders(
    of repository: OpaquePointer, _ path: String
  ) throws -> (own: String, common: String) {
    guard let own = git_repository_path(repository), let common = git_repository_commondir(repository) else {
      throw GitError.failed(path: path, action: "find its references", reason: "it has no folder")
    }
    return (String(cString: own), String(cString: common))
  }

  /// Those of all references and of HEAD, of references as well whose files libgit2 leaves out as damaged.
  private static func referenceTips(
    _ repository: OpaquePointer, _ path: String, loose folders: [String]
  ) throws -> [CommitID] {
    var list = git_strarray()
    try Library.check(git_reference_list(&list, repository), path, "list the references")
    defer { git_strarray_dispose(&list) }
    var tips: [CommitID] = []
    // Names are bytes: two that differ in spelling alone are two references.
    var listed: Set<[CChar]> = []
    for index in 0..<list.count {
      guard let name = list.strings?[index] else { continue }
      listed.insert(Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1)))
      if let tip = try tip(of: name, repository, path) { tips.append(tip) }
    }
    if let head = try tip(of: "HEAD", repository, path) { tips.append(head) }
    for folder in folders {
      for name in try looseNames(below: Array("refs".utf8CString), in: folder) where !listed.contains(name) {
        // Those of each work tree come and go with what it is at.
        guard !isPerWorktree(name), isValid(name) else { continue }
        if let tip = try tip(of: name, repository, path) { tips.append(tip) }
      }
    }
    return tips
  }

  private static func isPerWorktree(_ name: [CChar]) -> Bool {
    ["refs/bisect/", "refs/worktree/", "refs/rewritten/"].contains { prefix in
      name.starts(with: prefix.utf8CString.dropLast())
    }
  }

  private static func isValid(_ name: [CChar]) -> Bool {
    var isValid: Int32 = 0
    return git_reference_name_is_valid(&isValid, name) == 0 && isValid == 1
  }

  /// The references below a name that have files of their own, by the files' names.
  private static func looseNames(below name: [CChar], in folder: String) throws -> [[CChar]] {
    let path = folder.utf8CString.dropLast() + name
    guard let listing = opendir(Array(path)) else {
      if errno == ENOTDIR { return [name] }
      if errno == ENOENT { return [] }
      throw GitError.failed(
        path: String(cString: Array(path)), action: "list the references",
        reason: String(cString: strerror(errno)))
    }
    defer { closedir(listing) }
    var found: [[CChar]] = []
    while let entry = readdir(listing) {
      let inner = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) {
          Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1))
        }
      }
      // No part of a reference's name begins with a dot or ends with .lock.
      if inner.first == CChar(UInt8(ascii: ".")) || inner.dropLast().suffix(5).elementsEqual(lock) {
        continue
      }
      found += try looseNames(below: name.dropLast() + [CChar(UInt8(ascii: "/"))] + inner, in: folder)
    }
    return found
  }

  private static let lock = Array(".lock".utf8CString.dropLast())

  /// The commit that a reference itself names; nil for one that follows another, which is listed too, and for
  /// something that is no commit, such as a tagged file, which leads to no record.
  ///
  /// Throws `GitError` for a reference that cannot be read or names what is not here: what it led to is not known.
  private static func tip(
    of name: UnsafePointer<CChar>, _ repository: OpaquePointer, _ path: String
  ) throws -> CommitID? {
    let words = "'\(String(cString: name))'"
    var reference: OpaquePointer?
    try Library.check(git_reference_lookup(&reference, repository, name), path, "read the reference \(words)")
    defer { git_reference_free(reference) }
    guard var id = git_reference_target(reference)?.pointee else { return nil }
    var object: OpaquePointer?
    let action = "read what \(words) leads to"
    try Library.check(git_object_lookup(&object, repository, &id, GIT_OBJECT_ANY), path, action)
    defer { git_object_free(object) }
    var commit: OpaquePointer?
    let code = git_object_peel(&commit, object, GIT_OBJECT_COMMIT)
    if code == GIT_EPEEL.rawValue || code == GIT_EINVALIDSPEC.rawValue { return nil }
    try Library.check(code, path, action)
    defer { git_object_free(commit) }
    guard var found = git_object_id(commit)?.pointee else { return nil }
    return CommitID(text(of: &found))
  }

  /// The heads of the linked work trees.
  private static func worktreeTips(_ repository: OpaquePointer, _ path: String) throws -> [CommitID] {
    var trees = git_strarray()
    try Library.check(git_worktree_list(&trees, repository), path, "list the worktrees")
    defer { git_strarray_dispose(&trees) }
    return try (0..<trees.count).compactMap { index in
      guard let name = trees.strings?[index] else { return nil }
      var head: OpaquePointer?
      let code = git_repository_head_for_worktree(&head, repository, name)
      // On a branch without a commit yet.
      if code == GIT_EUNBORNBRANCH.rawValue || code == GIT_ENOTFOUND.rawValue { return nil }
      try Library.check(code, path, "read the head of the worktree '\(String(cString: name))'")
      defer { git_reference_free(head) }
      guard var id = git_reference_target(head)?.pointee else { return nil }
      return CommitID(text(of: &id))
    }
  }

  /// What was stashed, the newest and those before it, of which only the reference's log knows.
  private static func stashes(
    _ repository: OpaquePointer, _ path: String, _ common: String
  ) throws -> [CommitID] {
    // libgit2 makes the log where there is none.
    guard access(common + "logs/refs/stash", F_OK) == 0 else { return [] }
    var log: OpaquePointer?
    try Library.check(git_reflog_read(&log, repository, "refs/stash"), path, "read the list of stashes")
    defer { git_reflog_free(log) }
    return (0..<git_reflog_entrycount(log)).compactMap { index in
      guard let entry = git_reflog_entry_byindex(log, index),
        var id = git_reflog_entry_id_new(entry)?.pointee
      else { return nil }
      return CommitID(text(of: &id))
    }
  }
}
