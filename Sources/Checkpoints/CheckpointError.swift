/// Why a checkpoint file was refused.
///
/// Every case names the file; `entry` names the part of it (a tensor, a zip entry, a pickle offset).
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
  /// The operating system would not open, map or write the file.
  case inaccessible(path: String, reason: String)
  /// The file is another kind of file than was expected.
  case wrongFormat(path: String, expected: String, found: String)
  /// The bytes contradict the format or themselves.
  case malformed(path: String, entry: String, expected: String, found: String)
  /// A weight would need code from the file to run; nothing from a file is ever run.
  case forbidden(path: String, entry: String, global: String)
  /// A count or size is beyond what the file's own size can justify.
  case excessive(path: String, entry: String, limit: Int, found: String)

  /// One sentence for a person, with file, entry, expectation and finding.
  public var description: String {
    switch self {
    case .inaccessible(let path, let reason):
      "\(path): \(reason)"
    case .wrongFormat(let path, let expected, let found):
      "\(path): expected \(expected), found \(found)"
    case .malformed(let path, let entry, let expected, let found):
      "\(path): \(entry): expected \(expected), found \(found)"
    case .forbidden(let path, let entry, let global):
      "\(path): \(entry): needs `\(global)`, which is not a tensor or a plain container; refused unexecuted"
    case .excessive(let path, let entry, let limit, let found):
      "\(path): \(entry): at most \(limit) allowed, found \(found)"
    }
  }
}
