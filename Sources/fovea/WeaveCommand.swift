internal import ArgumentParser
internal import Pipeline

/// `fovea weave`: the pages in `artifacts/report/`. With `--check`, exits with 2 when one would change.
struct WeaveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weave", abstract: "Weave the stages' sources and results into pages.")

  @Argument(help: "Stages (default: all).") var stages: [String] = []
  @Flag(help: "Write nothing; exit with 2 when a page would change.") var check = false
  @OptionGroup var opening: Opening

  func run() throws {
    try answering {
      let project = try opening.project()
      _ = try Selection(stages, in: project.graph)
      let chosen = stages.isEmpty ? nil : Set(stages.map { StageID($0) })
      let changed = try Weaver(project: project).weave(chosen, isCheck: check, warn: Terminal.note)
      try project.save()
      for name in changed { Terminal.print("artifacts/report/\(name)\(check ? " is out of date" : "")") }
      if changed.isEmpty { Terminal.print("every page is up to date") }
      if check && !changed.isEmpty { throw ExitCode(2) }
    }
  }
}
