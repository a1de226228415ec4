internal import ArgumentParser

/// `fovea predict`: hands over to `instruments`, because the driver knows nothing of tensors.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Find fluid in scans of one's own: masks, overlays, probabilities, areas, a page.")

  @Argument(
    parsing: .captureForPassthrough,
    help: "--checkpoint FILE [--output FOLDER] IMAGE…, and more (see predict --help).")
  var arguments: [String] = []

  func run() throws {
    try answering { try Instruments.replaceProcess(["predict"] + arguments) }
  }
}
