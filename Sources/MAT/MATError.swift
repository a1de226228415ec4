/// What can be wrong with a MATLAB file or the place it is written to.
public enum MATError: Error, Equatable, CustomStringConvertible {
  /// The file could not be opened or read.
  case unreadable(path: String, expected: String, found: String)
  /// The file is of a kind that is not read: v7.3, v4, big-endian.
  case unsupported(path: String, expected: String, found: String)
  /// The bytes contradict themselves, or end early.
  ///
  /// `variable` is nil where the damage hides the name; `offset` is a byte of the file.
  case damaged(path: String, variable: String?, offset: Int, expected: String, found: String)
  /// The file does not hold the variable; `found` lists what it holds.
  case missingVariable(path: String, expected: String, found: [String])
  /// The variable is of another class.
  case wrongClass(path: String, variable: String, expected: String, found: String)
  /// The variable has another number of dimensions or another size.
  case wrongShape(path: String, variable: String, expected: String, found: String)
  /// The file could not be written.
  case unwritable(path: String, expected: String, found: String)

  /// One sentence: file, place, expectation, finding.
  public var description: String {
    switch self {
    case .unreadable(let path, let expected, let found), .unsupported(let path, let expected, let found),
      .unwritable(let path, let expected, let found):
      "\(path): expected \(expected), found \(found)"
    case .damaged(let path, let variable, let offset, let expected, let found):
      "\(path): \(variable.map { "variable \($0)" } ?? "a variable") at byte \(offset): "
        + "expected \(expected), found \(found)"
    case .missingVariable(let path, let expected, let found):
      "\(path): expected variable \(expected), found "
        + (found.isEmpty ? "no variables" : "only \(found.joined(separator: ", "))")
    case .wrongClass(let path, let variable, let expected, let found),
      .wrongShape(let path, let variable, let expected, let found):
      "\(path): variable \(variable): expected \(expected), found \(found)"
    }
  }
}
