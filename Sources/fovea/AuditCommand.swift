internal import ArgumentParser
internal import ContentStore
internal import Digest
internal import Foundation
internal import Git
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// `fovea audit`: who made this, and from what.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Say which run, commit, inputs and parameters made a file, a folder or a digest; check a page.")

  @Argument(help: "A path, a run, a stage or cell, a digest, a commit, or a woven page.") var subject: String
  @Flag(help: "What came of it instead of what it came from.") var forward = false
  @Flag(help: "The commits whose records name the result, too: where it is valid, whatever made it.")
  var commits = false
  @Flag(help: "One JSON document.") var json = false

  func run() throws {
    try answering {
      let (workspace, ledger, cache) = try Opening.records()
      let audit = Audit(ledger: ledger, cache: cache)
      try forward ? tellForward(audit, cache) : tell(audit, ledger, cache, in: workspace)
      remember(cache.save)
    }
  }

  private func tell(
    _ audit: Audit, _ ledger: Ledger, _ cache: StatCache, in workspace: Workspace
  ) throws {
    let reports: [AuditReport]
    if let page = try PageAudit(file: subject, audit: audit, cache: cache) {
      return try page.tell(asJSON: json)
    }
    if try FileSystem.exists(subject) {
      if let raw = try audit.readers(ofRaw: subject) { return try tell(raw.sha256, raw.readers) }
      reports = try audit.report(path: subject).map { [$0] } ?? []
    } else if let digest = SHA256Digest(hex: subject) {
      reports = try audit.report(digest: digest).map { [$0] } ?? []
    } else if let commit = CommitID(subject) {
      reports = try audit.reports(commit: commit)
    } else {
      reports = try audit.reports(of: Subject(subject, in: ledger, cache: cache))
    }
    guard !reports.isEmpty else { throw Unknown(description: "\(subject): no run on record made this") }
    let repository = json ? nil : repository(of: workspace)
    for report in reports {
      let valid = commits ? try audit.commits(where: report) : nil
      if json {
        try Terminal.print(json: document(report, valid))
      } else {
        try tell(report, repository, audit.gaps(ofRun: report.run))
        if let valid { tell(valid) }
      }
    }
  }

  /// Raw data: nobody made it, some read it.
  private func tell(_ digest: SHA256Digest, _ readers: [AuditReport.Step]) throws {
    if json {
      let steps = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(readers))
      let members: [String: JSONValue] = [
        "schema": .integer(1), "path": .string(subject), "sha256": .string(digest.hex), "run": .null,
        "readers": steps,
      ]
      return try Terminal.print(json: JSONValue.object(members))
    }
    Terminal.print(subject)
    Terminal.print("  sha256   \(digest)")
    Terminal.print("  raw data: no run made it")
    Terminal.print("  read by:")
    readers.forEach { Terminal.print("    " + line($0)) }
  }

  /// The workspace's repository; one that cannot be read is no reason to say nothing of a file.
  private func repository(of workspace: Workspace) -> Repository? {
    do {
      return try Repository.discover(at: workspace.root)
    } catch {
      Terminal.note("\(error)")
      return nil
    }
  }

  /// Where the result is valid: the newest and the oldest commit.
  private func tell(_ valid: (found: [CommitID], isCut: Bool)) {
    let end = valid.isCut ? " (the history is cut off here)" : ""
    guard let newest = valid.found.first, let oldest = valid.found.last else {
      return Terminal.print("  valid at no commit on record\(end)")
    }
    Terminal.print("  valid at \(valid.found.count) commits, \(oldest) to \(newest)\(end)")
  }

  private func tellForward(_ audit: Audit, _ cache: StatCache) throws {
    let content = try FileSystem.exists(subject) ? cache.content(of: subject)?.digest : nil
    let steps: [AuditReport.Step]
    if let digest = content ?? SHA256Digest(hex: subject) {
      steps = try audit.forward(digest: digest)
    } else if let commit = CommitID(subject) {
      steps = try audit.forward(commit: commit)
    } else {
      throw UsageError(description: "'\(subject)': expected a path, a digest or a commit; nothing lies there")
    }
    if json {
      try Terminal.print(json: steps)
    } else if steps.isEmpty {
      Terminal.print("nothing on record came of \(subject)")
    } else {
      steps.forEach { Terminal.print(line($0)) }
    }
  }

  private struct Unknown: Error, CustomStringConvertible {
    let description: String
  }

  /// The report, with the commits at which the result is valid where they were asked for.
  private func document(
    _ report: AuditReport, _ valid: (found: [CommitID], isCut: Bool)?
  ) throws -> JSONValue {
    let encoded = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(report))
    guard let valid, case .object(let members) = encoded else { return encoded }
    return .object(members.merging([("validAt", .array(valid.found.map { .string($0.hex) }))]) { $1 })
  }

  private func tell(_ report: AuditReport, _ repository: Repository?, _ gaps: [String]) throws {
    let cell = CellID(StageID(report.stage), report.cell)
    Terminal.print("\(report.path)")
    Terminal.print("  sha256   \(report.sha256)")
    Terminal.print("  made by  \(cell), run \(report.run)")
    Terminal.print("  commit   \(code(report.commit, report.dirty, report.snapshot))")
    for commit in [report.commit, report.snapshot].compactMap(\.self) {
      if let repository, try !repository.holds(commit) {
        Terminal.print("           \(commit) is not in this repository: rewritten, collected or not fetched")
      }
    }
    for gap in gaps { Terminal.print("           \(gap)") }
    Terminal.print("  key      \(report.key)")
    let parameters = report.parameters.sorted { $0.key < $1.key }
    for (name, value) in parameters { Terminal.print("  \(name) = \(text(value))") }
    for input in report.inputs {
      let origin =
        input.run.map { "run \($0)" } ?? input.within.map {
          "in a folder of run \($0), whose list of files is not here"
        } ?? "raw data"
      Terminal.print("  input    \(input.path ?? input.role)  \(input.sha256.hex.prefix(12))  \(origin)")
    }
    for other in report.also {
      Terminal.print(
        "  also made by \(CellID(StageID(other.stage), other.cell)), run \(other.run), at \(other.path)")
    }
    if !report.chain.isEmpty { Terminal.print("  behind it:") }
    report.chain.forEach { Terminal.print("    " + line($0)) }
  }

  private func line(_ step: AuditReport.Step) -> String {
    let raw = step.inputs.filter { $0.run == nil && $0.within == nil }.map { $0.path ?? $0.role }
    return "\(CellID(StageID(step.stage), step.cell))  run \(step.run)  "
      + code(step.commit, step.dirty, step.snapshot)
      + (raw.isEmpty ? "" : "  from raw " + raw.joined(separator: ", "))
  }

  private func code(_ commit: CommitID?, _ dirty: Bool, _ snapshot: CommitID?) -> String {
    guard let commit else { return snapshot.map { "no commit, snapshot \($0)" } ?? "no commit" }
    guard dirty else { return commit.hex }
    return "\(commit) with changes" + (snapshot.map { ", snapshot \($0)" } ?? " that no snapshot holds")
  }

  private func text(_ value: JSONValue) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
  }
}
