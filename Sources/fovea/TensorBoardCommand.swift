internal import ArgumentParser
internal import ContentStore
internal import Foundation
internal import Pipeline
internal import Provenance
internal import TensorBoard

/// `fovea export tensorboard`: what stages recorded, as event files for TensorBoard.
struct TensorBoardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensorboard",
    abstract: "Write scalars, images and hyper-parameters of runs as TensorBoard's event files.",
    discussion: "A folder for each cell; an older export in it is replaced.")

  @Argument(help: "A result, or a folder with results of several cells; a copy will do.") var path: String
  @Option(help: "The folder to write to.") var out = "artifacts/tensorboard"
  @Flag(help: "One JSON document.") var json = false
  @OptionGroup var opening: Opening

  func run() throws {
    try answering {
      let project = try opening.project()
      guard !out.contains("tfevents") else {
        throw UsageError(
          description: "--out: TensorBoard cannot read folders with 'tfevents' in their name: \(out)")
      }
      let runs = try ExportedRuns(project).of(path)
      let source = TensorBoardSource(project)
      var written: [(name: String, summary: TensorBoardSource.Summary)] = []
      for run in runs {
        let log = try source.log(of: run)
        let folder = "\(out)/\(run.name)"
        try replace(folder, log.fileName, [UInt8](log.encoded()))
        written.append((run.name, TensorBoardSource.Summary(log)))
      }
      try project.save()
      try json ? tellJSON(written) : tell(written)
    }
  }

  /// Writes the file, and takes older ones away: TensorBoard would show both.
  private func replace(_ folder: String, _ name: String, _ bytes: [UInt8]) throws {
    try FileSystem.makeFolders(folder)
    try FileSystem.writeDurably(bytes, to: "\(folder)/\(name)")
    for other in try FileSystem.names(in: folder)
    where other != name && other.hasPrefix("events.out.tfevents.") && other.hasSuffix(".fovea") {
      try FileSystem.remove("\(folder)/\(other)")
    }
  }

  private func tell(_ written: [(name: String, summary: TensorBoardSource.Summary)]) {
    let rows = written.map { run in
      [
        "\(out)/\(run.name)", "\(run.summary.points) points of \(run.summary.scalars) scalars",
        "\(run.summary.images) images",
      ]
    }
    Wording.table(rows).forEach { Terminal.print($0) }
    Terminal.note(
      "look at them with:  tensorboard --logdir \(out) --samples_per_plugin images=1000,scalars=100000")
  }

  private func tellJSON(_ written: [(name: String, summary: TensorBoardSource.Summary)]) throws {
    struct Document: Encodable {
      struct Run: Encodable {
        let name: String, folder: String
        let scalars: Int, points: Int, images: Int
      }
      let schema = 1
      let runs: [Run]
    }
    try Terminal.print(
      json: Document(
        runs: written.map {
          .init(
            name: $0.name, folder: "\(out)/\($0.name)", scalars: $0.summary.scalars,
            points: $0.summary.points,
            images: $0.summary.images)
        }))
  }
}
