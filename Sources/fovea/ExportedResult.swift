internal import ArgumentParser
internal import ContentStore
internal import Exports
internal import Pipeline
internal import PipelineFile
internal import Provenance

/// The one result that an export of provenance is about.
struct ExportedResult: ParsableArguments {
  @Argument(help: "A path, a digest, a run or a cell.") var subject: String

  /// The result with everything behind it.
  func source() throws -> ExportSource {
    let (workspace, ledger, cache) = try Opening.records()
    let found = try Subject(subject, in: ledger, cache: cache)
    let source = try ExportSource(
      of: found.maker(), path: found.path, pipeline: PipelineFile.load(path: workspace.pipeline).name,
      ledger: ledger, cache: cache)
    remember(cache.save)
    return source
  }

  /// Writes a text to a file, or to standard output.
  static func put(_ text: String, to file: String?) throws {
    guard let file else { return Terminal.print(text.hasSuffix("\n") ? String(text.dropLast()) : text) }
    try FileSystem.makeFolders(FileSystem.parent(of: file))
    try FileSystem.writeDurably(text, to: file)
    Terminal.print(file)
  }
}
