internal import ArgumentParser
internal import Exports

/// `fovea export ro-crate`: a folder with a result and what made it.
struct ROCrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ro-crate",
    abstract: "Write a Workflow Run RO-Crate (Provenance profile 0.5): the result and what made it.",
    discussion: "Only the result itself is copied into the crate; what it was made from is named by digest.")

  @OptionGroup var result: ExportedResult
  @Option(help: "The folder to write to; it must not exist.") var out: String

  func run() throws {
    try answering {
      try ROCrate.write(try result.source(), to: out)
      Terminal.print("\(out)/ro-crate-metadata.json")
    }
  }
}
