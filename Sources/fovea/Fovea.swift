internal import ArgumentParser
internal import Foundation
internal import Glibc

/// The driver: `fovea` alone is `fovea run`.
@main
struct Fovea: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fovea",
    abstract: "Runs the stages whose ingredients changed, and says what made a result.",
    subcommands: [
      RunCommand.self, StatusCommand.self, WhyCommand.self, GraphCommand.self, AuditCommand.self,
      LogCommand.self, DiffCommand.self, RestoreCommand.self, ImportCommand.self, VerifyCommand.self,
      ReproduceCommand.self, WeaveCommand.self, ExportCommand.self, PredictCommand.self,
      CheckpointCommand.self, BenchCommand.self, CleanCommand.self, GCCommand.self, FsckCommand.self,
    ],
    defaultSubcommand: RunCommand.self)

  /// Swift finds its arguments beside the environment in memory and finds none once a preloaded library
  /// moved that; the system knows them all the same, and a query must not become a run.
  static func main() {
    fillStandardDescriptors()
    let own = CommandLine.arguments
    guard own.isEmpty, let bytes = FileManager.default.contents(atPath: "/proc/self/cmdline") else {
      return start(Array(own.dropFirst()))
    }
    start(
      bytes.split(separator: 0, omittingEmptySubsequences: false).dropFirst().dropLast().map {
        String(decoding: $0, as: UTF8.self)
      })
  }

  /// `fovea help predict` is `fovea predict --help`: of commands that are handed over only `instruments` knows the
  /// options.
  private static func start(_ arguments: [String]) {
    let handedOver = [PredictCommand._commandName, CheckpointCommand._commandName, BenchCommand._commandName]
    guard arguments.first == "help", arguments.count > 1, handedOver.contains(arguments[1]) else {
      return main(arguments)
    }
    main(arguments.dropFirst() + ["--help"])
  }

  /// Opens /dev/null for what the caller closed: else the first file that is opened gets that number, and
  /// what is printed is written into it.
  private static func fillStandardDescriptors() {
    for number: Int32 in 0...2 where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDWR)
    }
  }
}
