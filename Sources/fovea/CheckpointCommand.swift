internal import ArgumentParser
internal import Foundation

/// `fovea checkpoint`: hands over to `instruments`, because the driver knows nothing of tensors.
struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Show a file of weights (.pth, .safetensors), or convert it to another form, .onnx too.")

  @Argument(parsing: .captureForPassthrough, help: "show FILE, or convert FILE --to OUT.")
  var arguments: [String] = []

  func run() throws {
    try answering { try Instruments.replaceProcess(["checkpoint"] + arguments) }
  }
}
