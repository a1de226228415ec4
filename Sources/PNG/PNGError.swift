/// What can be wrong with a PNG file or the place it is written to.
public enum PNGError: Error, Equatable, CustomStringConvertible {
  /// The file could not be opened or read.
  case unreadable(path: String, expected: String, found: String)
  /// The bytes are no complete, undamaged PNG file.
  case damaged(path: String, expected: String, found: String)
  /// The file is sound, but holds something that could not be read exactly.
  case unsupported(path: String, expected: String, found: String)
  /// The file could not be written.
  case unwritable(path: String, expected: String, found: String)

  /// One sentence: file, expectation, finding.
  public var description: String {
    switch self {
    case .unreadable(let path, let expected, let found), .damaged(let path, let expected, let found),
      .unsupported(let path, let expected, let found), .unwritable(let path, let expected, let found):
      "\(path): expected \(expected), found \(found)"
    }
  }
}
