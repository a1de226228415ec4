internal import ArgumentParser
internal import ContentStore
internal import Foundation
internal import Pipeline
internal import PipelineFile
internal import Provenance
internal import StageProtocol

/// The options by which every command finds and reads its pipeline.
struct Opening: ParsableArguments {
  @Option(help: "The profile to use.") var profile: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Another value for a parameter; paths count from the folder of pipeline.yaml.", valueName: "key=value"))
  var overrides: [String] = []

  @Flag(help: "Outputs that are gone need not be here, as long as nothing that runs reads them.")
  var allowMissing = false

  /// The workspace of the current folder.
  func workspace() throws -> Workspace { try Self.workspace() }

  private static func workspace() throws -> Workspace {
    let folder = FileManager.default.currentDirectoryPath
    guard !folder.isEmpty else {
      throw UsageError(description: "the current folder is gone; change to one inside a workspace")
    }
    return try Workspace.find(from: folder)
  }

  /// The workspace of the current folder with its records and what is known of its files; its pipeline is not read.
  static func records() throws -> (workspace: Workspace, ledger: Ledger, cache: StatCache) {
    let workspace = try workspace()
    return (
      workspace, try Ledger(root: workspace.root, store: Store(folder: workspace.store)),
      StatCache(file: workspace.statCache)
    )
  }

  /// The workspace of the current folder with its pipeline.
  func project() throws -> Project {
    let environment = ProcessInfo.processInfo.environment
    let workspace = try workspace()
    let definition = try PipelineFile.load(
      path: workspace.pipeline, profile: profile, overrides: overrides)
    let project = try Project(
      workspace, definition, stages: environment["FOVEA_STAGES"], environment: environment)
    project.allowsMissing = allowMissing
    return project
  }
}

/// Keeps what a query learned; where nothing can be written it only takes as long the next time.
func remember(_ save: () throws -> Void) {
  do {
    try save()
  } catch {
    Terminal.note("not remembered for the next command: \(error)")
  }
}

/// Runs a command's body: errors become one line on standard error and the right exit code.
func answering(_ body: () throws -> Void) throws {
  var code = ExitCode.success
  do {
    try body()
  } catch let error as ExitCode {
    code = error
  } catch {
    Terminal.complain("\(error)")
    code = ExitCode(isUsage(error) ? 64 : 1)
  }
  if let problem = Terminal.outputProblem {
    Terminal.complain(problem)
    code = ExitCode(1)
  }
  if code != .success { throw code }
}

/// Whether the command line is at fault.
private func isUsage(_ error: any Error) -> Bool {
  switch error {
  case let error as PipelineFileError: error.isUsage
  case GraphError.unknown(_, _, _, let place): place == nil
  case is UsageError, is Subject.Unknown, is Subject.Several, is Ledger.Ambiguous: true
  default: false
  }
}

/// A mistake on the command line that no parser finds.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}
