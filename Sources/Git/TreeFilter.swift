internal import Glibc

/// A scope made ready to be asked file by file.
struct TreeFilter {
  private let workTree: String
  private let excluded: Exclusion
  private let despite: Exclusion
  private let data: Exclusion
  private let hasUntracked: Bool
  /// The files that the commit has to hold.
  let needed: Set<String>

  init(_ scope: TreeScope, in workTree: String) {
    self.workTree = workTree
    excluded = Exclusion(scope.leavingOut)
    despite = Exclusion(scope.despite)
    data = Exclusion(scope.data)
    needed = Set(scope.needed)
    hasUntracked = scope.hasUntracked
  }

  /// Whether a file counts.
  func takes(_ path: String, isTracked: Bool) -> Bool {
    if needed.contains(path) { return true }
    if excluded.covers(path) { return isTracked && despite.covers(path) }
    // A name with a slash at its end is a repository within.
    return isTracked || hasUntracked && (path.hasSuffix("/") || !(data.covers(path) || isBinary(path)))
  }

  /// Whether git itself would call a file binary: by a NUL among its first 8000 bytes.
  private func isBinary(_ path: String) -> Bool {
    let descriptor = open(workTree + "/" + path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return withUnsafeTemporaryAllocation(byteCount: 8000, alignment: 1) { buffer in
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      return buffer.prefix(max(0, count)).contains(0)
    }
  }
}
