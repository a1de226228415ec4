internal import ArgumentParser
internal import ContentStore
internal import Pipeline
internal import Provenance

/// `fovea export results`: what a run found, fit for the repository and for everybody.
struct ResultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results",
    abstract: "Write the tables, records, pages and costs of cells and of all behind them.",
    discussion: """
      In docs/results/NAME, committed, `fovea audit` and `fovea reproduce` know every output of it in any clone; \
      pages are audited, costs and records are outputs of no run. Of outputs that are files only texts go along (.csv, .json, .md, .tsv, .txt) of up to 1 MiB, and no \
      weights: data, weights and pictures of scans stay where they are; records name them by digest.
      """)

  @Argument(help: "Stages and cells whose results stand in artifacts/.") var subjects: [String]
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Folders of this role go along, if they are small.", valueName: "role"))
  var folders = ["masks"]
  @Option(help: "The folder to write to; it must not exist.") var out: String
  @OptionGroup var opening: Opening

  func run() throws {
    try answering {
      let project = try opening.project()
      let results = try ResultsExport(of: subjects, folders: folders, in: project)
      try results.write(to: out, warn: Terminal.note)
      try project.save()
      Terminal.print("\(out)/README.md")
    }
  }
}
