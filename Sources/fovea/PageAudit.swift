internal import ContentStore
internal import Digest
internal import Foundation
internal import Git
internal import Pipeline
internal import Provenance
internal import StageProtocol
internal import Weave

/// Holds what a woven page says about itself against the records and against the files as they are.
struct PageAudit {
  /// One claim of the page that was looked up.
  struct Claim {
    /// How a claim stands.
    enum Verdict: String {
      /// Records and files say the same.
      case confirmed
      /// Records say the same; the file in its place is another one now, or gone.
      case superseded
      /// No record knows of it.
      case unknown
      /// The records say otherwise.
      case contradicted
    }

    var cell: String
    var subject: String
    var verdict: Verdict
    var detail: String
  }

  private let facts: PageFacts
  private let claims: [Claim]

  /// Reads a page and looks its claims up; nil when the file is no page of a stage.
  init?(file: String, audit: Audit, cache: StatCache) throws {
    guard file.hasSuffix(".html"), try FileSystem.exists(file) else { return nil }
    let text = String(decoding: try FileSystem.read(file, limit: 1 << 30), as: UTF8.self)
    guard let facts = PageFacts(html: text) else { return nil }
    self.facts = facts
    // A published page lies in `pages/` beside what it tells of.
    let beside = FileSystem.parent(of: FileSystem.parent(of: file))
    let makers = try audit.makers(ofRuns: facts.cells.map(\.run))
    claims = try facts.cells.flatMap { cell in
      let isOwn = cell.stage == facts.stage
      let other = Claim(
        cell: cell.name, subject: "page of \(facts.stage)", verdict: .contradicted,
        detail: "it tells of stage \(cell.stage)")
      return try (isOwn ? [] : [other]) + Self.claims(cell, makers[cell.run], beside, audit, cache)
    }
  }

  private static func claims(
    _ cell: PageProvenance, _ maker: Maker?, _ beside: String, _ audit: Audit, _ cache: StatCache
  ) throws -> [Claim] {
    let outputs = try cell.outputs.map { output -> Claim in
      func claim(_ verdict: Claim.Verdict, _ detail: String) -> Claim {
        Claim(cell: cell.name, subject: output.path ?? output.role, verdict: verdict, detail: detail)
      }
      guard let digest = SHA256Digest(hex: output.sha256) else {
        return claim(.contradicted, "'\(output.sha256)' is no SHA-256")
      }
      let isOwn = maker?.outputs.contains { $0.content.digest == digest } ?? false
      if !isOwn {
        guard let report = try audit.report(digest: digest) else {
          return claim(.unknown, "no run on record made \(output.sha256.prefix(12))")
        }
        guard ([report.run] + report.also.map(\.run)).contains(cell.run) else {
          return claim(.contradicted, "made by run \(report.run), the page says \(cell.run)")
        }
      }
      let places = output.path.map { ["\(audit.root)/\($0)", PublishedResults.place(of: $0, in: beside)] }
      let found = try (places ?? []).compactMap { try cache.fitContent(of: $0)?.digest }
      if found.contains(digest) { return claim(.confirmed, "run \(cell.run)") }
      let now = found.first
      return claim(.superseded, now == nil ? "the file is gone" : "the file is another one now")
    }
    return try [record(of: cell, maker, audit)].compactMap { $0 } + outputs
  }

  /// What the page says of a run, all of it, against the record; nil where they agree.
  ///
  /// The record is read as the page was: written and read again.
  private static func record(
    of cell: PageProvenance, _ maker: Maker?, _ audit: Audit
  ) throws -> Claim? {
    func claim(_ verdict: Claim.Verdict, _ detail: String) -> Claim {
      Claim(cell: cell.name, subject: "run \(cell.run)", verdict: verdict, detail: detail)
    }
    guard let maker else { return claim(.unknown, "it is on no record") }
    let known = try JSONDecoder().decode(
      PageProvenance.self, from: JSONEncoder().encode(PageProvenance(maker)))
    let isNamed = try maker.name == cell.name || audit.isNamed(cell.name, run: cell.run)
    let other = (isNamed ? [] : ["name"]) + cell.differences(from: known)
    return other.isEmpty
      ? nil : claim(.contradicted, "on record with another \(other.joined(separator: ", "))")
  }

  /// Whether no claim is unknown or contradicted.
  var isSound: Bool { !claims.contains { $0.verdict == .unknown || $0.verdict == .contradicted } }

  /// Every claim as JSON.
  func document() throws -> JSONValue {
    .object([
      "schema": .integer(1), "stage": .string(facts.stage), "source": .string(facts.source),
      "claims": .array(
        claims.map { claim in
          .object([
            "cell": .string(claim.cell), "subject": .string(claim.subject),
            "verdict": .string(claim.verdict.rawValue), "detail": .string(claim.detail),
          ])
        }),
    ])
  }

  /// Prints every claim.
  func tell() {
    Terminal.print("page of \(facts.stage), woven from \(facts.source) as \(facts.state.badge)")
    for cell in facts.cells { Terminal.print("  \(cell.name)  run \(cell.run)  \(cell.sources)") }
    for claim in claims {
      Terminal.print("  \(claim.verdict.rawValue)  \(claim.subject)  \(claim.detail)")
    }
    if claims.isEmpty { Terminal.print("  it claims no output") }
    Terminal.print(
      "its text, numbers and pictures are not checked: `fovea weave --check` compares the pages of artifacts/report"
    )
  }
}
