internal import ArgumentParser
internal import ContentStore
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// `fovea restore`: outputs of an earlier run or commit, put back from the store.
struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put the outputs of an earlier run or commit back from the store.")

  @Argument(help: "A run, a commit, a cell or a path.") var subject: String
  @Flag(help: "Overwrite edited files; the edits are kept in the store.") var force = false
  @Flag(help: "One JSON document.") var json = false

  func run() throws {
    try answering {
      let (workspace, ledger) = try Opening.records()
      let lock = try WorkspaceLock.acquire(workspace.lock)
      defer { lock.release() }
      let cache = StatCache(file: workspace.statCache)
      let subject = try Subject(subject, in: ledger, cache: cache)
      let meter = Meter("checking objects")
      let restoration = try Restoration(of: subject, in: ledger, cache: cache, force: force) { done, total in
        meter.take(Int(done >> 20), of: Int(total >> 20), unit: "MB")
      }
      meter.finish()
      try cache.save()
      try json ? tellJSON(restoration) : tell(restoration)
    }
  }

  private func tellJSON(_ restoration: Restoration) throws {
    let lines = restoration.lines.map { line in
      JSONValue.object([
        "path": .string(line.path), "maker": .string(line.maker), "run": .string(line.run),
        "restored": .bool(!line.stood),
      ])
    }
    try Terminal.print(
      json: JSONValue.object([
        "schema": .integer(1), "outputs": .array(lines),
        "notes": .array(restoration.notes.map(JSONValue.string)),
      ]))
  }

  private func tell(_ restoration: Restoration) {
    for line in restoration.lines where !line.stood {
      Terminal.print("\(line.path)  of \(line.maker), run \(line.run)")
    }
    restoration.notes.forEach(Terminal.note)
    let restored = restoration.lines.count { !$0.stood }
    Terminal.print("restored \(restored), stood already \(restoration.lines.count - restored)")
  }
}
