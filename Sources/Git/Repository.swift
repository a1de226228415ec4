internal import CGit2
internal import Glibc
internal import Synchronization

/// A git repository with a work tree.
///
/// Nothing but references below `refs/fovea/` and objects is ever written.
///
/// Hooks, filters and programs that the repository configures are never run. A repository may be used by
/// many threads; its calls come one after the other.
public final class Repository: Sendable {
  /// The work tree's folder, absolute, without a slash at its end.
  public let workTree: String

  // Safe: libgit2's handle is used by one thread at a time; the lock is held during every call.
  struct Handle: @unchecked Sendable { let pointer: OpaquePointer }
  let handle: Mutex<Handle>

  private init(_ handle: Handle, workTree: String) {
    self.handle = Mutex(handle)
    self.workTree = workTree
  }

  deinit {
    handle.withLock { git_repository_free($0.pointer) }
  }

  /// The repository whose work tree holds `path`, or nil when there is none.
  ///
  /// Throws `GitError` for a repository that is there and cannot be read, and `.bare` for one without a
  /// work tree.
  public static func discover(at path: String) throws -> Repository? {
    guard let handle = try open(path) else { return nil }
    guard let folder = git_repository_workdir(handle.pointer) else {
      git_repository_free(handle.pointer)
      throw GitError.bare(path: path)
    }
    var text = String(cString: folder)
    while text.utf8.count > 1, text.utf8.last == UInt8(ascii: "/") { text.removeLast() }
    return Repository(handle, workTree: text)
  }

  /// A `.git` at a path or above it, on the same disk: there is or was a repository.
  private static func unreadable(above path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    let device = status.st_dev
    var folder = path
    while stat(folder.isEmpty ? "/" : folder, &status) == 0, status.st_dev == device {
      let place = folder + "/.git"
      if lstat(place, &status) == 0, !isEmptyFolder(place) { return place }
      guard let slash = folder.lastIndex(of: "/") else { return nil }
      folder = String(folder[..<slash])
    }
    return nil
  }

  /// Sandboxes and mounts leave such; git passes over them.
  private static func isEmptyFolder(_ path: String) -> Bool {
    guard let listing = opendir(path) else { return false }
    defer { closedir(listing) }
    var count = 0
    while readdir(listing) != nil { count += 1 }
    return count <= 2
  }

  /// Opens the repository above a path; nil when there is none, and `GitError` where `.git` is there and no
  /// repository.
  static func open(_ path: String) throws -> Handle? {
    precondition(Library.isRunning, "libgit2 cannot be started")
    var pointer: OpaquePointer?
    let code = git_repository_open_ext(&pointer, path, 0, nil)
    if code == GIT_ENOTFOUND.rawValue {
      if let place = unreadable(above: path) {
        throw GitError.failed(
          path: place, action: "open the repository",
          reason: "it is not one, or leads to one that is not here")
      }
      return nil
    }
    try Library.check(code, path, "open the repository")
    return pointer.map { Handle(pointer: $0) }
  }
}
