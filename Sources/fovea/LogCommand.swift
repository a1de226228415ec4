internal import ArgumentParser
internal import Digest
internal import Git
internal import Provenance
internal import StageProtocol

/// `fovea log`: which runs there were.
struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "List the runs on record, newest first, failed ones too.")

  @Argument(help: "A stage, a cell as STAGE@CELL, or a path (default: everything).") var subject: String?
  @Option(name: [.customShort("n"), .customLong("number")], help: "At most this many.") var limit: Int?
  @Flag(help: "Only failed and tainted runs.") var failed = false
  @Flag(help: "One JSON document.") var json = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--number: expected a number from 1, found \(limit)") }
  }

  func run() throws {
    try answering {
      let (_, ledger) = try Opening.records()
      let history = try History(of: ledger, about: subject)
      let bad: Set<RunRecord.Outcome> = [.failed, .tainted]
      let chosen = history.entries.filter { !failed || bad.contains($0.outcome) }
      let entries = Array(chosen.prefix(limit ?? chosen.count))
      if json {
        try Terminal.print(
          json: JSONValue.object([
            "schema": .integer(1), "historyCut": .bool(history.isCut),
            "runs": .array(entries.map(document)),
          ]))
      } else {
        tell(entries)
        if history.isCut { Terminal.note("the history of committed records is cut off here") }
      }
    }
  }

  private func document(_ entry: History.Entry) -> JSONValue {
    .object([
      "run": .string(entry.run), "name": .string(entry.name), "outcome": .string(entry.outcome.rawValue),
      "finished": .number(entry.finished), "wallSeconds": entry.costs.map { .number($0.wall) } ?? .null,
      "cpuSeconds": entry.costs.map { .number($0.cpu) } ?? .null,
      "peakMemory": entry.costs.map { .integer($0.memory) } ?? .null,
      "commit": entry.commit.map { .string($0.hex) } ?? .null, "dirty": .bool(entry.dirty),
      "snapshot": entry.snapshot.map { .string($0.hex) } ?? .null, "key": .string(entry.key.hex),
      "host": .string(entry.host), "failure": entry.failure.map(JSONValue.string) ?? .null,
      "restoredFrom": entry.restoredFrom.map(JSONValue.string) ?? .null,
      "sha256": entry.digest.map { .string($0.hex) } ?? .null, "local": .bool(entry.isLocal),
      "standing": .bool(entry.isStanding),
    ])
  }

  private func tell(_ entries: [History.Entry]) {
    if entries.isEmpty { return Terminal.print("no runs on record") }
    let rows = entries.map { entry in
      [
        entry.isStanding ? "*" : " ", entry.run, Wording.time(entry.finished), entry.outcome.rawValue,
        entry.name, entry.costs.map { Wording.seconds($0.wall) } ?? "", memory(of: entry),
        Wording.code(entry.commit, entry.dirty), remark(on: entry),
      ]
    }
    for row in Wording.table(rows) { Terminal.print(row) }
    Terminal.print("* stands in artifacts/ now")
  }

  private func memory(of entry: History.Entry) -> String {
    guard let costs = entry.costs, costs.memory > 0 else { return "" }
    return Wording.bytes(costs.memory)
  }

  private func remark(on entry: History.Entry) -> String {
    if let digest = entry.digest { return String(digest.hex.prefix(12)) }
    if let origin = entry.restoredFrom { return "from run \(origin)" }
    return String((entry.failure ?? "").prefix { !$0.isNewline }.prefix(60))
  }
}
