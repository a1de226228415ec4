/// What keeps a stage from working, in words that name the place.
public enum StageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The stage was started without a context, by hand.
  case noContext(program: String)
  /// The context cannot be read or is no context.
  case badContext(path: String, reason: String)
  /// A parameter is missing or of another type.
  case badParameter(path: String, expected: String, found: String)
  /// The pipeline declares no such role for the stage.
  case undeclared(what: String, role: String, declared: [String])
  /// One input was asked for where the pipeline gives several.
  case severalInputs(role: String, count: Int)
  /// Scalars over steps are no curve, or are recorded twice.
  case badCurve(tag: String)
  /// A file or folder could not be read or written.
  case file(path: String, operation: String, reason: String)

  /// A sentence that says what was expected and what was found.
  public var description: String {
    switch self {
    case .noContext(let program):
      "\(program) is a stage: run it with 'fovea run \(program)', which hands it a context"
    case .badContext(let path, let reason):
      "\(path): expected a stage context as JSON, found \(reason)"
    case .badParameter(let path, let expected, let found):
      "parameter \(path): expected \(expected), found \(found)"
    case .undeclared(let what, let role, let declared):
      "pipeline.yaml declares no \(what) '\(role)' for this stage; declared: "
        + (declared.isEmpty ? "none" : declared.joined(separator: ", "))
    case .severalInputs(let role, let count):
      "input '\(role)': expected one, found \(count); ask for inputs(\"\(role)\")"
    case .badCurve(let tag):
      "scalar '\(tag)': expected finite values at rising steps, recorded once; found others"
    case .file(let path, let operation, let reason):
      "\(path): cannot \(operation): \(reason)"
    }
  }

  /// What the process exits with: 64 for a wrong call, else 1.
  var exitCode: Int32 {
    if case .noContext = self { 64 } else { 1 }
  }
}
