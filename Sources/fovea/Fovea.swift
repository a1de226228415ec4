internal import ArgumentParser

/// The driver: `fovea` alone is `fovea run`.
@main
struct Fovea: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fovea",
    abstract: "Runs the stages whose ingredients changed, and says what made a result.",
    subcommands: [
      RunCommand.self, StatusCommand.self, WhyCommand.self, GraphCommand.self, AuditCommand.self,
      LogCommand.self, RestoreCommand.self, VerifyCommand.self, WeaveCommand.self,
      CheckpointCommand.self, BenchCommand.self, GCCommand.self, FsckCommand.self,
    ],
    defaultSubcommand: RunCommand.self)
}
