/// Paths as texts, compared byte by byte; nothing is looked up.
extension FileSystem {
  /// A path without a slash at its end.
  public static func bare(_ path: String) -> String {
    path.utf8.last == UInt8(ascii: "/") ? String(path.dropLast()) : path
  }

  /// Whether a path is another or lies in it; neither has a slash at its end.
  public static func holds(_ outer: String, _ inner: String) -> Bool {
    inner.utf8.starts(with: outer.utf8)
      && (inner.utf8.count == outer.utf8.count
        || inner.utf8.dropFirst(outer.utf8.count).first == UInt8(ascii: "/"))
  }

  /// Whether two paths are the same or one lies in the other; neither has a slash at its end.
  public static func meet(_ one: String, _ other: String) -> Bool { holds(one, other) || holds(other, one) }

  /// The folders above a path, nearest first; neither the root nor an empty one.
  public static func above(_ path: String) -> [String] {
    var folders: [String] = []
    var folder = parent(of: path)
    while folder != "." && folder != "/" {
      folders.append(folder)
      folder = parent(of: folder)
    }
    return folders
  }

  /// A path and the folders above it, nearest first: where whatever holds the path must stand.
  public static func around(_ path: String) -> [String] { [path] + above(path) }
}
