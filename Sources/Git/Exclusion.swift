/// Folders and files of a work tree that are left out of account.
struct Exclusion {
  private let prefixes: [String]

  /// An exclusion of folders, relative to the work tree, with or without a slash at the end.
  init(_ folders: [String]) {
    prefixes = folders.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
  }

  /// Whether a path, relative to the work tree, is one of them or lies in one.
  func covers(_ path: String) -> Bool {
    prefixes.contains { path.utf8.starts(with: $0.utf8) || (path + "/").utf8.elementsEqual($0.utf8) }
  }
}
