internal import ArgumentParser

/// `fovea export`: results and their history in the forms of other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write results and their history in the forms of other programs.",
    subcommands: [
      ROCrateCommand.self, SLSACommand.self, PROVCommand.self, TensorBoardCommand.self,
      WeightsCommand.self, ResultsCommand.self,
    ])
}
