/// What can be wrong with volumes, frames and splits.
public enum RetinaError: Error, Equatable, CustomStringConvertible {
  /// A variable has another size than the layout asks for.
  case shape(path: String, expected: String, found: String)
  /// A value of a mask means nothing.
  case mask(path: String, variable: String, slice: Int, expected: String, found: String)
  /// Nothing in the volume was graded.
  case ungraded(path: String, expected: String, found: String)
  /// A file or folder is named or filled otherwise than the layout asks for.
  case layout(path: String, expected: String, found: String)
  /// A rule does not fit the frames.
  case split(rule: String, expected: String, found: String)

  /// One sentence: place, expectation, finding.
  public var description: String {
    switch self {
    case .shape(let path, let expected, let found), .ungraded(let path, let expected, let found),
      .layout(let path, let expected, let found):
      "\(path): expected \(expected), found \(found)"
    case .mask(let path, let variable, let slice, let expected, let found):
      "\(path): \(variable), slice \(slice): expected \(expected), found \(found)"
    case .split(let rule, let expected, let found):
      "split \(rule): expected \(expected), found \(found)"
    }
  }
}
