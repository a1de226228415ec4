internal import ArgumentParser
internal import Provenance
internal import StageProtocol

/// `fovea verify`: the bytes in `artifacts/` against the records.
///
/// Exits with 1 when anything is not as recorded.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Read every output again and compare it with its record; exits with 1 on a difference.")

  @Argument(help: "Files or folders (default: everything on record).") var paths: [String] = []
  @Flag(help: "Outputs that are gone are no difference, such as those that imported results do not hold.")
  var allowMissing = false
  @Flag(help: "One JSON document.") var json = false

  func run() throws {
    try answering {
      let (_, ledger, _) = try Opening.records()
      let meter = Meter("reading outputs")
      let verification = try Verification(of: ledger, paths: paths) { done, total in
        meter.take(Int(done >> 20), of: Int(total >> 20), unit: "MB")
      }
      meter.finish()
      let bad = verification.lines.filter(isBad)
      try json ? tellJSON(verification, isGood: bad.isEmpty) : tell(verification, bad)
      if !bad.isEmpty { throw ExitCode(1) }
    }
  }

  /// Only whole outputs may be gone: a folder that lacks a file is not what it was.
  private func isBad(_ line: Verification.Line) -> Bool {
    line.standing != .good && !(allowMissing && line.standing == .missing && !line.isInner)
  }

  private func tellJSON(_ verification: Verification, isGood: Bool) throws {
    let lines = verification.lines.map { line in
      JSONValue.object([
        "path": .string(line.path), "standing": .string(line.standing.rawValue),
        "maker": line.maker.map(JSONValue.string) ?? .null,
        "expected": line.expected.map(JSONValue.string) ?? .null,
        "found": line.found.map(JSONValue.string) ?? .null,
      ])
    }
    try Terminal.print(
      json: JSONValue.object([
        "schema": .integer(1), "good": .bool(isGood), "paths": .array(lines),
      ]))
  }

  private func tell(_ verification: Verification, _ bad: [Verification.Line]) {
    let rows = (paths.isEmpty ? bad : verification.lines).map { line in
      [
        line.standing.rawValue, line.path, line.maker.map { "of \($0)" } ?? "",
        line.standing == .edited
          ? "\(line.expected?.prefix(12) ?? "") → \(line.found?.prefix(12) ?? "")"
          : line.standing == .recordDamaged ? line.found ?? "" : "",
      ]
    }
    for row in Wording.table(rows) { Terminal.print(row) }
    guard !bad.isEmpty else {
      let gone = verification.lines.count { $0.standing == .missing }
      let good = verification.lines.count - gone
      return Terminal.print(gone == 0 ? "all \(good) as recorded" : "\(good) as recorded, \(gone) not here")
    }
    let ways = [
      bad.contains { !$0.isPublished && $0.standing != .unknown && $0.standing != .recordDamaged }
        ? "; `fovea run` puts back what the pipeline's cells made and keeps your edits in the store, `fovea clean` "
          + "names what is of no cell any more" : "",
      bad.contains(where: \.isPublished)
        ? "; `git restore` brings published files back as they were committed" : "",
    ]
    Terminal.print("\(bad.count) not as recorded" + ways.joined())
  }
}
