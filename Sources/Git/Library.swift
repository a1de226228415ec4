internal import CGit2

/// libgit2 itself: started once, errors translated.
enum Library {
  /// Whether libgit2 runs; touching it starts it.
  ///
  /// Repositories are opened whoever owns them: Fovea runs nothing that a repository configures.
  static let isRunning: Bool = git_libgit2_init() > 0 && fovea_git_ignore_owners() == 0

  /// Passes a code of 0 or more on and throws the translation of any other.
  @discardableResult
  static func check(_ code: Int32, _ path: String, _ action: String) throws -> Int32 {
    guard code < 0 else { return code }
    throw translated(reason(), path, action)
  }

  /// The last error's text of this thread.
  static func reason() -> String {
    guard let error = git_error_last(), let message = error.pointee.message else { return "no reason given" }
    return String(cString: message)
  }

  static func translated(_ reason: String, _ path: String, _ action: String) -> GitError {
    let lower = reason.lowercased()
    func says(_ words: String...) -> Bool { words.contains { lower.contains($0) } }
    if says("objectformat", "object format") {
      return .unsupported(
        path: path, feature: "SHA-256 object names", advice: "clone it with --object-format=sha1")
    }
    if says("extension: 'link'", "extension 'link'") {
      return .unsupported(
        path: path, feature: "a split index", advice: "run `git update-index --no-split-index`")
    }
    if says("extension: 'sdir'", "extension 'sdir'") {
      return .unsupported(
        path: path, feature: "a sparse index", advice: "run `git sparse-checkout disable`")
    }
    if says("refstorage", "reftable") {
      return .unsupported(path: path, feature: "reftable references", advice: "migrate them to files")
    }
    if says("safe.directory", "not owned by current user") {
      return .unsupported(
        path: path, feature: "another owner's files",
        advice: "run `git config --global --add safe.directory \(path)`")
    }
    if says(
      "invalid code lengths", "inflate", "corrupt", "checksum", "invalid data", "unexpected eof",
      "failed to parse", "hash mismatch")
    {
      return .corrupt(path: path, reason: reason)
    }
    return .failed(path: path, action: action, reason: reason)
  }
}
