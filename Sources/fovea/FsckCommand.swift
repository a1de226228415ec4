internal import ArgumentParser
internal import ContentStore
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// `fovea fsck`: every object hashed again, every record read.
///
/// Exits with 1 when anything is damaged.
struct FsckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fsck",
    abstract: "Hash every object again and read every record; what is damaged is named and moved aside.")

  @Flag(help: "File damaged and missing objects again where an intact copy stands in artifacts/.") var mend =
    false
  @Flag(help: "One JSON document.") var json = false

  func run() throws {
    try answering {
      let (workspace, ledger, cache) = try Opening.records()
      let lock = try WorkspaceLock.acquire(workspace.lock)
      defer { lock.release() }
      let meter = Meter("hashing objects")
      let inspection = try Inspection(
        of: ledger, cache: cache, mend: mend
      ) { done, total in
        meter.take(Int(done >> 20), of: Int(total >> 20), unit: "MB")
      }
      meter.finish()
      try json ? tellJSON(inspection) : tell(inspection)
      if !inspection.damage.isEmpty { throw ExitCode(1) }
    }
  }

  private func tellJSON(_ inspection: Inspection) throws {
    let damage = inspection.damage.map { damage in
      JSONValue.object([
        "kind": .string(damage.kind.rawValue), "path": .string(damage.path),
        "problem": .string(damage.problem), "quarantine": damage.quarantine.map(JSONValue.string) ?? .null,
        "mend": damage.mend.map(JSONValue.string) ?? .null,
      ])
    }
    try Terminal.print(
      json: JSONValue.object([
        "schema": .integer(1), "objects": .integer(Int64(inspection.objects)),
        "records": .integer(Int64(inspection.records)), "damage": .array(damage),
        "mended": .array(inspection.mended.map(JSONValue.string)),
      ]))
  }

  private func tell(_ inspection: Inspection) {
    for path in inspection.mended { Terminal.print("\(path): filed again from its place") }
    for damage in inspection.damage {
      Terminal.print("\(damage.path): \(damage.problem)")
      if let place = damage.quarantine { Terminal.print("  moved to \(place)") }
      if let command = damage.mend { Terminal.print("  mend it with `\(command)`") }
    }
    Terminal.print(
      "\(inspection.objects) objects and \(inspection.records) records, \(inspection.damage.count) damaged")
  }
}
