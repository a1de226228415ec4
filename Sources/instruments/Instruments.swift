import ArgumentParser
import Tensors

/// What `fovea` starts for questions that need the engine.
@main
struct Instruments: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fovea", abstract: "The engine's own commands; start them through fovea.",
    subcommands: [
      CheckpointCommand.self, BenchCommand.self, PixelsCommand.self, PredictCommand.self, CardCommand.self,
    ])

  /// Says what is missing before the first instruction that a lesser processor does not know.
  static func main() {
    guard Processor.isSupported else {
      Output.complain(
        "expected a processor of \(Processor.featureClass) (AVX2, FMA, BMI2), found a lesser one")
      exit(withError: ExitCode(1))
    }
    main(nil)
  }
}
