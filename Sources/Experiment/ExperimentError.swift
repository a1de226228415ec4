/// What can be wrong with the files of an experiment.
public enum ExperimentError: Error, Equatable, CustomStringConvertible {
  /// A file holds something else, or cannot be written.
  case file(path: String, expected: String, found: String)
  /// A parameter does not fit the data.
  case parameter(name: String, expected: String, found: String)

  /// One sentence: place, expectation, finding.
  public var description: String {
    switch self {
    case .file(let path, let expected, let found): "\(path): expected \(expected), found \(found)"
    case .parameter(let name, let expected, let found):
      "parameter \(name): expected \(expected), found \(found)"
    }
  }
}
