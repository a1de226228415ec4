internal import ContentStore
internal import Digest
internal import Foundation
internal import Git
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// What is on record of one thing that a person asked `fovea audit` about.
struct AuditAnswer {
  private enum Content {
    /// A page and its claims.
    case page(PageAudit)
    /// Raw data, and who read it.
    case raw(SHA256Digest, [AuditReport.Step])
    /// Results, and where each is valid if that was asked; one alone where it can only be one.
    case reports([(AuditReport, (found: [CommitID], isCut: Bool)?)], isOne: Bool)
    /// What came of it.
    case steps([AuditReport.Step])
  }

  private struct Unknown: Error, CustomStringConvertible {
    let description: String
  }

  private let subject: String
  private let content: Content
  private let audit: Audit

  /// Finds out who made it.
  init(
    _ subject: String, withCommits: Bool, _ audit: Audit, _ ledger: Ledger, _ cache: StatCache
  ) throws {
    self.subject = subject
    self.audit = audit
    if let page = try PageAudit(file: subject, audit: audit, cache: cache) {
      content = .page(page)
      return
    }
    if try FileSystem.exists(subject), let raw = try audit.readers(ofRaw: subject) {
      content = .raw(raw.sha256, raw.readers)
      return
    }
    let (reports, isOne) = try Self.reports(subject, audit, ledger, cache)
    guard !reports.isEmpty else { throw Unknown(description: "\(subject): no run on record made this") }
    content = .reports(
      try reports.map { ($0, withCommits ? try audit.commits(where: $0) : nil) }, isOne: isOne)
  }

  /// Finds out what came of it.
  init(forward subject: String, _ audit: Audit, _ ledger: Ledger, _ cache: StatCache) throws {
    self.subject = subject
    self.audit = audit
    let file = try FileSystem.exists(subject) ? cache.content(of: subject)?.digest : nil
    if let digest = file ?? SHA256Digest(hex: subject) {
      content = .steps(try audit.forward(digests: [digest]))
    } else if let commit = CommitID(subject) {
      content = .steps(try audit.forward(digests: audit.reports(commit: commit).map(\.sha256)))
    } else {
      let found = try Subject(subject, in: ledger, cache: cache)
      let outputs = found.makers.flatMap(\.outputs).filter { found.isAbout($0.path) }
      content = .steps(try audit.forward(digests: outputs.map(\.content.digest)))
    }
  }

  private static func reports(
    _ subject: String, _ audit: Audit, _ ledger: Ledger, _ cache: StatCache
  ) throws -> ([AuditReport], isOne: Bool) {
    if try FileSystem.exists(subject) {
      if try cache.fitContent(of: subject) != nil, let report = try audit.report(path: subject) {
        return ([report], true)
      }
    } else if let digest = SHA256Digest(hex: subject) {
      return (try audit.report(digest: digest).map { [$0] } ?? [], true)
    } else if let commit = CommitID(subject) {
      return (try audit.reports(commit: commit), false)
    }
    // A word, or a folder around what runs placed.
    let found = try Subject(subject, in: ledger, cache: cache)
    let reports = try audit.reports(of: found)
    let isWhole = found.path.map { path in reports.allSatisfy { FileSystem.holds($0.path, path) } } ?? false
    return (reports, reports.count == 1 && isWhole)
  }

  /// Whether nothing was found wrong.
  var isSound: Bool {
    if case .page(let page) = content { page.isSound } else { true }
  }

  /// Everything as JSON.
  func document() throws -> JSONValue {
    switch content {
    case .page(let page): return try page.document()
    case .raw(let digest, let readers):
      return .object([
        "schema": .integer(1), "path": .string(subject), "sha256": .string(digest.hex), "run": .null,
        "readers": try Self.json(readers),
      ])
    case .reports(let reports, let isOne):
      let documents = try reports.map(Self.document)
      return isOne ? documents[0] : .object(["schema": .integer(1), "reports": .array(documents)])
    case .steps(let steps): return try Self.json(steps)
    }
  }

  private static func document(
    _ report: AuditReport, _ valid: (found: [CommitID], isCut: Bool)?
  ) throws -> JSONValue {
    let document = try json(report)
    guard let valid, case .object(let members) = document else { return document }
    return .object(members.merging([("validAt", .array(valid.found.map { .string($0.hex) }))]) { $1 })
  }

  private static func json(_ value: some Encodable) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
  }
}

// MARK: - In words

extension AuditAnswer {
  /// Prints everything.
  func tell(_ repository: Repository?) throws {
    switch content {
    case .page(let page): page.tell()
    case .raw(let digest, let readers):
      Terminal.print(subject)
      Terminal.print("  sha256   \(digest)")
      Terminal.print("  raw data: no run made it")
      Terminal.print("  read by:")
      readers.forEach { Terminal.print("    " + line($0)) }
    case .reports(let reports, _):
      for (report, valid) in reports {
        try tell(report, repository, audit.gaps(ofRun: report.run))
        if let valid { tell(valid) }
      }
    case .steps(let steps):
      if steps.isEmpty { Terminal.print("nothing on record came of \(subject)") }
      steps.forEach { Terminal.print(line($0)) }
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
