internal import ArgumentParser
internal import Exports

/// `fovea export slsa`: an in-toto Statement with SLSA provenance.
struct SLSACommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slsa", abstract: "Write an in-toto Statement v1 with SLSA provenance v1, in one line.")

  @OptionGroup var result: ExportedResult
  @Option(help: "The file to write to, NAME.intoto.jsonl (default: standard output).") var out: String?

  func run() throws {
    try answering { try ExportedResult.put(SLSAStatement.line(try result.source()), to: out) }
  }
}
