internal import ArgumentParser
internal import Pipeline
internal import StageProtocol

/// The command that says how every cell stands.
///
/// Exits with 2 when there is work to do.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say how every cell stands; exits with 2 when there is work to do.")

  @Argument(help: "Stages or cells (default: all).") var stages: [String] = []
  @Flag(help: "Every reason, not only the first, in words.") var explain = false
  @Flag(help: "One JSON document.") var json = false
  @OptionGroup var opening: Opening

  func run() throws {
    try answering {
      let project = try opening.project()
      try project.checkTargets()
      let selection = try project.selection(stages)
      let judgements = try project.judgements(selection)
      remember(project.save)
      try json ? printJSON(judgements) : printText(judgements)
      if judgements.contains(where: \.state.isWork) { throw ExitCode(2) }
    }
  }

  private func printJSON(_ judgements: [Judgement]) throws {
    let cells = judgements.map { judgement in
      JSONValue.object(
        judgement.id.json.merging([
          "state": .string(judgement.state.rawValue), "reasons": .array(judgement.reasons.map(\.json)),
          "drift": .array(judgement.drift.map(\.json)),
          "absent": .array(judgement.absent.map(JSONValue.string)),
        ]) { first, _ in first })
    }
    try Terminal.print(json: JSONValue.object(["schema": .integer(1), "cells": .array(cells)]))
  }

  private static func brief(_ judgement: Judgement) -> String {
    guard let first = judgement.absent.first else { return Wording.brief(judgement.reasons) }
    let others = judgement.absent.count - 1
    return "not here: \(first)" + (others > 0 ? " and \(others) more" : "")
  }

  private func printText(_ judgements: [Judgement]) {
    let rows = judgements.map { judgement in
      [judgement.state.rawValue, "\(judgement.id)", explain ? "" : Self.brief(judgement)]
    }
    for (line, judgement) in zip(Wording.table(rows), judgements) {
      Terminal.print(line)
      guard explain else { continue }
      if judgement.state.isWork { Terminal.print("    \(Wording.meaning(judgement.state))") }
      (judgement.reasons + judgement.drift).forEach { Terminal.print("    \($0)") }
      judgement.absent.forEach { Terminal.print("    not here: \($0)") }
    }
    let drifted = judgements.count { !$0.drift.isEmpty }
    if !explain, drifted > 0, let first = judgements.first(where: { !$0.drift.isEmpty })?.drift.first {
      Terminal.note("\(drifted) fresh on another machine than this: \(first); --explain says all")
    }
  }
}
