internal import ArgumentParser
internal import ContentStore
internal import Foundation
internal import Pipeline
internal import PipelineFile
internal import Provenance

/// `fovea export weights`: trained nets for others, with a card that says what they are.
struct WeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights",
    abstract: "Write trained nets as .safetensors and .pth with a model card.",
    discussion: """
      The subject names a net (a file, a folder, a cell), or a stage whose cells are nets that vote. Weights, \
      scores and intervals are taken by the digests of the records, never from what lies in artifacts/ by \
      chance, and every number of the card comes from them; they lie beside it in evidence/.
      """)

  @Argument(help: "A path, a digest, a run, a cell or a stage.") var subject: String
  @Option(help: "The folder to write to; it must not exist.") var out: String

  func run() throws {
    try answering {
      let (workspace, ledger, cache) = try Opening.records()
      let subject = try Subject(subject, in: ledger, cache: cache)
      let pipeline = try PipelineFile.load(path: workspace.pipeline).name
      try WeightsExport(of: subject, pipeline: pipeline, ledger: ledger, cache: cache).write(to: out)
      try cache.save()
      Terminal.print("\(out)/MODEL_CARD.md")
    }
  }
}
