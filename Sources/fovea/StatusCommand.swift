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
  @Flag(help: "Every reason, not only the first.") var explain = false
  @Flag(help: "One JSON document.") var json = false
  @OptionGroup var opening: Opening

  func run() throws {
    try answering {
      let project = try opening.project()
      try project.checkTargets()
      let selection = try Selection(stages, in: project.graph)
      let judgements = try project.judgements(selection)
      try project.save()
      try json ? printJSON(judgements) : printText(judgements)
      if judgements.contains(where: \.state.isWork) { throw ExitCode(2) }
    }
  }

  private func printJSON(_ judgements: [Judgement]) throws {
    let cells = judgements.map { judgement in
      JSONValue.object(
        judgement.id.json.merging([
          "state": .string(judgement.state.rawValue), "reasons": .array(judgement.reasons.map(\.json)),
        ]) { first, _ in first })
    }
    try Terminal.print(json: JSONValue.object(["schema": .integer(1), "cells": .array(cells)]))
  }

  private func printText(_ judgements: [Judgement]) {
    let rows = judgements.map { judgement in
      [judgement.state.rawValue, "\(judgement.id)", explain ? "" : Wording.brief(judgement.reasons)]
    }
    for (line, judgement) in zip(Wording.table(rows), judgements) {
      Terminal.print(line)
      if explain { judgement.reasons.forEach { Terminal.print("    \($0)") } }
    }
  }
}
