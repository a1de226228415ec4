internal import ArgumentParser
internal import ContentStore
internal import Foundation
internal import Git
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// `fovea audit`: who made this, and from what.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Say which run, commit, inputs and parameters made a file, a folder or a digest; check a page.",
    discussion: "Of several subjects all are told of, also when one is on no record or does not hold.")

  @Argument(help: "Paths, runs, stages or cells, digests, commits, or woven pages.") var subjects: [String]
  @Flag(help: "What came of it instead of what it came from.") var forward = false
  @Flag(help: "The commits whose records name the result, too: where it is valid, whatever made it.")
  var commits = false
  @Flag(
    help: """
      One JSON document: of a file, a folder or a digest that somebody made its report, of a stage, cell, run \
      or commit and of a folder around outputs a list `reports`, of several subjects a list `subjects`.
      """) var json = false

  func run() throws {
    try answering {
      let (workspace, ledger, cache) = try Opening.records()
      let audit = Audit(ledger: ledger, cache: cache)
      let repository = repository(of: workspace)
      var documents: [JSONValue] = []
      var isSound = true
      for word in subjects {
        do {
          let subject = try ledger.completed(word, cache: cache)
          let answer =
            try forward
            ? AuditAnswer(forward: subject, audit, ledger, cache)
            : AuditAnswer(subject, withCommits: commits, audit, ledger, cache)
          try json ? documents.append(entry(word, answer.document())) : answer.tell(repository)
          isSound = isSound && answer.isSound
        } catch  where subjects.count > 1 {
          Terminal.complain("\(error)")
          documents.append(entry(word, .object(["schema": .integer(1), "problem": .string("\(error)")])))
          isSound = false
        }
      }
      if json {
        try Terminal.print(
          json: subjects.count == 1
            ? documents[0] : .object(["schema": .integer(1), "subjects": .array(documents)]))
      }
      remember(cache.save)
      if !isSound { throw ExitCode(1) }
    }
  }

  /// One subject's answer; of several each says whose it is.
  private func entry(_ word: String, _ answer: JSONValue) -> JSONValue {
    guard subjects.count > 1 else { return answer }
    guard case .object(let members) = answer else {
      return .object(["schema": .integer(1), "subject": .string(word), "steps": answer])
    }
    return .object(members.merging([("subject", .string(word))]) { $1 })
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
}
