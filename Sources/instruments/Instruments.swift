import ArgumentParser

/// What `fovea` starts for questions that need the engine.
@main
struct Instruments: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fovea", abstract: "The engine's own commands; start them through fovea.",
    subcommands: [
      CheckpointCommand.self, BenchCommand.self, PixelsCommand.self, PredictCommand.self, CardCommand.self,
    ])
}
