internal import ArgumentParser
internal import Exports

/// `fovea export prov`: W3C PROV.
struct PROVCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prov", abstract: "Write a result and everything behind it as PROV-JSON.")

  @OptionGroup var result: ExportedResult
  @Option(help: "The file to write to (default: standard output).") var out: String?

  func run() throws {
    try answering { try ExportedResult.put(PROVDocument.text(try result.source()), to: out) }
  }
}
