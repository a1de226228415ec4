public import Pipeline

/// What is wrong with the text of pipeline.yaml, or with a value given on the command line for it.
public enum PipelineFileError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(path: String, reason: String)
  /// No YAML, or YAML that this grammar leaves out.
  case syntax(SourcePlace, String)
  /// A key that is written twice.
  case duplicateKey(SourcePlace, key: String, first: SourcePlace?)
  /// A key that means nothing here.
  case unknownKey(SourcePlace, key: String, parent: String, nearest: String?)
  /// A key that must be there.
  case missingKey(SourcePlace, key: String, parent: String)
  /// A value of another type, or outside its range.
  case value(SourcePlace, what: String, expected: String, found: String)
  /// A reference to something that does not exist.
  case undefined(SourcePlace, what: String, name: String, nearest: String?)
  /// Two things of one name.
  case clash(SourcePlace, String)
  /// `--set` or `--profile` with a name that does not exist.
  case unknownOption(option: String, name: String, nearest: String?)
  /// `--set` with a value that does not fit.
  case optionValue(option: String, name: String, expected: String, found: String)

  /// Whether the person's command line is at fault, so that the exit code is 64.
  public var isUsage: Bool {
    switch self {
    case .unknownOption, .optionValue: true
    default: false
    }
  }

  /// `pipeline.yaml:LINE:COLUMN: what, expected, found`.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .syntax(let place, let problem): "\(place): \(problem)"
    case .duplicateKey(let place, let key, let first):
      "\(place): key '\(key)' is written twice" + (first.map { ", first in line \($0.line)" } ?? "")
    case .unknownKey(let place, let key, let parent, let nearest):
      "\(place): unknown key '\(key)' in \(parent)" + Self.hint(nearest)
    case .missingKey(let place, let key, let parent): "\(place): \(parent) needs the key '\(key)'"
    case .value(let place, let what, let expected, let found):
      "\(place): \(what): expected \(expected), found \(found)"
    case .undefined(let place, let what, let name, let nearest):
      "\(place): there is no \(what) '\(name)'" + Self.hint(nearest)
    case .clash(let place, let problem): "\(place): \(problem)"
    case .unknownOption(let option, let name, let nearest):
      "\(option): there is no '\(name)' in pipeline.yaml" + Self.hint(nearest)
    case .optionValue(let option, let name, let expected, let found):
      "\(option) \(name): expected \(expected), found \(found)"
    }
  }

  private static func hint(_ nearest: String?) -> String { nearest.map { "; did you mean '\($0)'?" } ?? "" }
}
