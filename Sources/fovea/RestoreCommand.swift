internal import ArgumentParser
internal import ContentStore
internal import Digest
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// `fovea restore`: outputs of an earlier run or commit, put back from the store.
struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put the outputs of an earlier run or commit back from the store.",
    discussion: """
      With --to they are copied to a new folder and artifacts/ stays as it is; of a digest comes the file or \
      folder that has it, an edit that gave way to an output too. --kept lists these.
      """)

  @Argument(help: "A run, a commit, a cell, a path or, with --to, a digest.") var subject: String?
  @Option(help: ArgumentHelp("Copy to a place where nothing is.", valueName: "path")) var to: String?
  @Flag(help: "List the edits that gave way to outputs, and results that the store had lost.") var kept =
    false
  @Flag(help: "Overwrite edited files; the edits are kept in the store.") var force = false
  @Flag(help: "One JSON document.") var json = false

  func validate() throws {
    guard kept != (subject != nil) else { throw ValidationError("expected a SUBJECT or --kept") }
    if force, to != nil { throw ValidationError("--force and --to: expected one of them") }
    if kept, force || to != nil { throw ValidationError("--kept: expected no other option but --json") }
  }

  func run() throws {
    try answering {
      let (workspace, ledger, cache) = try Opening.records()
      guard let text = subject else { return try tellKept(ledger) }
      let lock = try WorkspaceLock.acquire(workspace.lock)
      defer { lock.release() }
      if let to { return try extract(text, to, ledger, cache) }
      let subject = try Subject(text, in: ledger, cache: cache, byPlace: true)
      let meter = Meter("checking objects")
      let restoration = try Restoration(of: subject, in: ledger, cache: cache, force: force) { done, total in
        meter.take(Int(done >> 20), of: Int(total >> 20), unit: "MB")
      }
      meter.finish()
      try cache.save()
      try json ? tellJSON(restoration) : tell(restoration)
    }
  }

  private func extract(_ subject: String, _ place: String, _ ledger: Ledger, _ cache: StatCache) throws {
    let extraction = try Extraction(of: subject, to: place, in: ledger, cache: cache)
    let paths = extraction.paths.isEmpty ? [place] : extraction.paths.map { "\(place)/\($0)" }
    guard json else { return Terminal.print(paths.joined(separator: "\n")) }
    try Terminal.print(
      json: JSONValue.object(["schema": .integer(1), "copied": .array(paths.map(JSONValue.string))]))
  }

  private func tellKept(_ ledger: Ledger) throws {
    let edits = try ledger.keptEdits().map { ($0, try ledger.store.content(of: $0.digest)) }
    if json {
      let lines = edits.map { edit, content in
        JSONValue.object([
          "sha256": .string(edit.digest.hex), "path": .string(edit.path),
          "size": content.map { .integer($0.size) } ?? .null,
        ])
      }
      return try Terminal.print(json: JSONValue.object(["schema": .integer(1), "kept": .array(lines)]))
    }
    guard !edits.isEmpty else { return Terminal.print("no edit gave way to an output") }
    let rows = edits.map { edit, content in
      ["\(edit.digest)", content.map { Wording.bytes($0.size) } ?? "gone", edit.path]
    }
    Wording.table(rows).forEach { Terminal.print($0) }
    Terminal.print("`fovea restore DIGEST --to PATH` brings one back")
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
