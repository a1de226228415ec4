internal import ArgumentParser

/// `fovea bench`: hands over to `instruments`, because the driver knows nothing of tensors.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Time the engine: a training step or a forward pass.")

  @Argument(
    parsing: .captureForPassthrough,
    help: "train-step, forward or digest, with their options (see --help of each).")
  var arguments: [String] = []

  func run() throws {
    try answering { try Instruments.replaceProcess(["bench"] + arguments) }
  }
}
