internal import Glibc

extension FileSystem {
  /// Throws `.wrongKind` when something is at a place that has to be free, a link to nowhere too.
  public static func checkNew(_ path: String) throws {
    if path.isEmpty {
      throw ContentStoreError.wrongKind(path: "''", expected: "a new folder's name", found: "nothing")
    }
    guard let found = try stamp(path, following: false) else { return }
    throw ContentStoreError.wrongKind(
      path: path, expected: "no such file or folder", found: found.kind == .folder ? "a folder" : "a file")
  }

  /// Fills a folder that must not exist: whole or, whatever is thrown, not at all.
  ///
  /// - Parameter body: given the folder to fill, beside the one that comes of it.
  /// - Throws: `.wrongKind` when something is there already; what `body` throws.
  public static func makeNewFolder(_ written: String, _ body: (String) throws -> Void) throws {
    let path = written == "/" ? written : bare(written)
    try checkNew(path)
    let partial = "\(path).partial-\(getpid())"
    try makeFolders(partial)
    do {
      try body(partial)
      try syncTree(partial)
      try renameDurably(partial, to: path)
    } catch {
      try remove(partial)
      throw error
    }
  }
}
