import ArgumentParser

/// `fovea checkpoint`: what a file of weights holds, and the same weights in another format.
struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: "Show or convert a file of weights (.pth, .safetensors).",
    subcommands: [ShowCommand.self, ConvertCommand.self])
}

/// Runs a command's body: errors become one line on standard error and exit code 1.
func answering(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as ValidationError {
    throw error
  } catch let error as Interruption {
    Output.complain("\(error)")
    // As a shell says it of a program that Ctrl-C ended, and as the driver does.
    throw ExitCode(130)
  } catch {
    Output.complain("\(error)")
    throw ExitCode(1)
  }
}
