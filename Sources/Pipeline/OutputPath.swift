internal import ContentStore
internal import Provenance

/// The rules for paths that stages write to.
enum OutputPath {
  /// Folders and files that belong to the driver, to git or to the person.
  static let reserved = ["pipeline.yaml", ".git", ".fovea", Ledger.committed, "artifacts/report"]

  /// Returns what forbids a path as an output, or nil when it may be one.
  static func problem(_ path: String) -> String? {
    if path.isEmpty { return "expected a path inside the workspace, found an empty one" }
    if path.hasPrefix("/") { return "expected a path inside the workspace, found an absolute one" }
    if path.hasPrefix("~") { return "expected a path inside the workspace, found one that starts with ~" }
    if path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
      return "expected printable characters, found a control character"
    }
    if let mark = path.first(where: { "*?[]$\\".contains($0) }) {
      return "expected a plain path, found '\(mark)'"
    }
    return segmentProblem(path) ?? reservedProblem(path)
  }

  private static func segmentProblem(_ path: String) -> String? {
    for segment in path.split(separator: "/", omittingEmptySubsequences: false) {
      if segment.isEmpty { return "expected no empty parts, found //" }
      if segment == "." || segment == ".." {
        return "expected a path inside the workspace without . and .., found '\(segment)'"
      }
      if segment.utf8.count > 255 { return "expected parts of at most 255 bytes" }
    }
    return nil
  }

  private static func reservedProblem(_ path: String) -> String? {
    reserved.first { FileSystem.holds(path, $0) || FileSystem.holds($0, path) }.map {
      "'\($0)' is not for stages to write"
    }
  }

  /// Whether two patterns (`*` for any text without a slash) may name the same path or nested ones.
  static func mayMeet(_ left: String, _ right: String) -> Bool {
    zip(left.split(separator: "/"), right.split(separator: "/")).allSatisfy { a, b in
      guard a.contains("*") || b.contains("*") else { return a == b }
      return agree(a.utf8, b.utf8) && agree(a.utf8.reversed(), b.utf8.reversed())
    }
  }

  /// Whether two patterns are the same up to the first `*` of either.
  private static func agree(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Bool {
    let star = UInt8(ascii: "*")
    return zip(left, right).prefix { $0 != star && $1 != star }.allSatisfy { $0 == $1 }
  }
}
