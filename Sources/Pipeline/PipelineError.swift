internal import Glibc

/// What can go wrong between the graph and the stages' processes.
public enum PipelineError: Error, Equatable, CustomStringConvertible {
  /// No folder from here upwards holds a pipeline.yaml.
  case noWorkspace(from: String)
  /// A program that a command needs does not start.
  case cannotStart(program: String, code: Int32)
  /// A program that a command needs says no.
  case toolFailed(command: String, output: String)
  /// What a program wrote is not what is expected of it.
  case unexpected(path: String, expected: String, found: String)
  /// The package has no such target.
  case unknownTarget(String, stage: StageID, nearest: String?, place: SourcePlace)
  /// There is no executable for a stage.
  case noExecutable(path: String)
  /// An input is not there.
  case missingInput(CellID, role: String, path: String, place: SourcePlace)
  /// A system call failed.
  case system(what: String, code: Int32)

  /// One sentence with what was expected and found.
  public var description: String {
    switch self {
    case .noWorkspace(let folder):
      "\(folder): expected a pipeline.yaml here or in a folder above, found none"
    case .cannotStart(let program, let code):
      "\(program): cannot be started: \(String(cString: strerror(code)))"
    case .toolFailed(let command, let output): "'\(command)' failed:\n\(output)"
    case .unexpected(let path, let expected, let found): "\(path): expected \(expected), found \(found)"
    case .unknownTarget(let target, let stage, let nearest, let place):
      "\(place): the package has no target '\(target)' for stage '\(stage)'"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .noExecutable(let path): "\(path): expected the stage's executable, found nothing that can be run"
    case .missingInput(let cell, let role, let path, let place):
      "\(place): input '\(role)' of '\(cell)': expected a file or folder at '\(path)', found nothing"
    case .system(let what, let code): "cannot \(what): \(String(cString: strerror(code)))"
    }
  }
}
