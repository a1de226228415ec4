internal import ArgumentParser
internal import ContentStore
internal import Digest
internal import Git
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// `fovea log`: which runs there were.
struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "List the runs on record, newest first, failed ones too.")

  @Argument(help: "A stage, a cell, a run or a path (default: everything).") var subject: String?
  @Option(name: [.customShort("n", allowingJoined: true), .customLong("number")], help: "At most this many.")
  var limit: Int?
  @Flag(help: "Only failed and tainted runs.") var failed = false
  @Flag(help: "The parameters in which the runs differ, and the numbers that came out.") var metrics = false
  @Option(
    name: .customLong("metric"), parsing: .singleValue,
    help: ArgumentHelp("As --metrics, of numbers with this in their name.", valueName: "name"))
  var wanted: [String] = []
  @Flag(help: "One JSON document.") var json = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--number: expected a number from 1, found \(limit)") }
  }

  func run() throws {
    try answering {
      let (_, ledger, cache) = try Opening.records()
      let history = try History(of: ledger, about: subject, cache: cache)
      let bad: Set<RunRecord.Outcome> = [.failed, .tainted]
      let chosen = history.entries.filter { !failed || bad.contains($0.outcome) }
      let entries = Array(chosen.prefix(limit ?? chosen.count))
      let table =
        try metrics || !wanted.isEmpty ? MetricsTable(entries, wanted: wanted, ledger, cache) : nil
      for name in wanted where !history.entries.isEmpty && !(table?.has(name) ?? true) {
        // The runs that are shown may have none of it, as failed ones.
        if try MetricsTable(history.entries, wanted: [name], ledger, cache).has(name) { continue }
        throw UsageError(
          description: "--metric: expected part of a number's name, found '\(name)'; "
            + "`fovea log --metrics --json` has all names")
      }
      remember(cache.save)
      if json {
        let runs = entries.enumerated().map { index, entry in document(entry, table?.rows[index]) }
        try Terminal.print(
          json: JSONValue.object([
            "schema": .integer(1), "historyCut": .bool(history.isCut), "runs": .array(runs),
          ]))
      } else {
        tell(entries, table)
        if history.isCut { Terminal.note("the history of committed records is cut off here") }
      }
    }
  }

  private func document(_ entry: History.Entry, _ row: MetricsTable.Row?) -> JSONValue {
    let maker = entry.maker
    var members: [String: JSONValue] = [
      "run": .string(maker.run), "name": .string(maker.name), "outcome": .string(entry.outcome.rawValue),
      "finished": .number(maker.finished), "wallSeconds": entry.costs.map { .number($0.wall) } ?? .null,
      "cpuSeconds": entry.costs.map { .number($0.cpu) } ?? .null,
      "peakMemory": entry.costs.map { .integer($0.memory) } ?? .null,
      "commit": maker.commit.map { .string($0.hex) } ?? .null, "dirty": .bool(maker.dirty),
      "snapshot": maker.snapshot.map { .string($0.hex) } ?? .null, "key": .string(maker.key.hex),
      "host": .string(entry.host), "failure": entry.failure.map(JSONValue.string) ?? .null,
      "restoredFrom": entry.restoredFrom.map(JSONValue.string) ?? .null,
      "sha256": entry.digest.map { .string($0.hex) } ?? .null, "local": .bool(entry.isLocal),
      "standing": .bool(entry.isStanding),
    ]
    if let row {
      members["parameters"] = .object(row.parameters)
      members["metrics"] = .object(row.numbers.mapValues(JSONValue.number))
    }
    return .object(members)
  }

  private func tell(_ entries: [History.Entry], _ table: MetricsTable?) {
    if entries.isEmpty { return Terminal.print("no runs on record") }
    for line in table?.lines() ?? Wording.table(entries.map(row)) { Terminal.print(line) }
    Terminal.print("* stands in artifacts/ now")
  }

  private func row(_ entry: History.Entry) -> [String] {
    let maker = entry.maker
    return [
      entry.isStanding ? "*" : " ", maker.run, Wording.time(maker.finished), entry.outcome.rawValue,
      maker.name, entry.costs.map { Wording.seconds($0.wall) } ?? "", memory(of: entry),
      Wording.code(maker.commit, maker.dirty), remark(on: entry),
    ]
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
