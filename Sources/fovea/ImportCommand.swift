internal import ArgumentParser
internal import ContentStore
internal import Pipeline
internal import Provenance

/// `fovea import`: published results, taken into the workspace to go on from.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take results that `export results` wrote into the workspace, to go on from them.",
    discussion: """
      What they consist of goes into artifacts/ with its records. Weights and data were not published: with \
      --allow-missing, cells without them count as done as long as nothing that runs reads them.
      """)

  @Argument(help: "A folder such as docs/results/NAME.") var folder: String
  @Flag(help: "Replace other results and edited files; the edits are kept in the store.") var force = false

  func run() throws {
    try answering {
      let (workspace, ledger, cache) = try Opening.records()
      let lock = try WorkspaceLock.acquire(workspace.lock)
      defer { lock.release() }
      let results = try PublishedResults(importing: folder, into: ledger, cache: cache, force: force)
      try cache.save()
      results.notes.forEach(Terminal.note)
      for path in results.absent.prefix(5) { Terminal.note("not published: \(path)") }
      if results.absent.count > 5 { Terminal.note("not published: \(results.absent.count - 5) more") }
      let (placed, absent) = (results.placed.count, results.absent.count)
      Terminal.print("\(results.cells.count) cells, \(placed) outputs placed, \(absent) not here")
    }
  }
}
