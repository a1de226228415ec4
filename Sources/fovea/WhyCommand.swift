internal import ArgumentParser
internal import ContentStore
internal import Digest
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// `fovea why STAGE`: every reason, and what the last run was.
struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "Say why a stage or cell would run, or why it would not.")

  @Argument(help: "Stages or cells.") var stages: [String]
  @Flag(help: "One JSON document.") var json = false
  @OptionGroup var opening: Opening

  func run() throws {
    try answering {
      let project = try opening.project()
      let selection = try Selection(stages, in: project.graph)
      let judgements = try project.judgements(selection).filter { selection.names($0.id) }
      try project.save()
      if json {
        let cells = try judgements.map { JSONValue.object(try document($0, project)) }
        try Terminal.print(json: JSONValue.object(["schema": .integer(1), "cells": .array(cells)]))
      } else {
        for judgement in judgements { try tell(judgement, project) }
      }
    }
  }

  private func document(_ judgement: Judgement, _ project: Project) throws -> [String: JSONValue] {
    var document = judgement.id.json
    document["state"] = .string(judgement.state.rawValue)
    document["reasons"] = .array(judgement.reasons.map(\.json))
    document["key"] = judgement.ingredients.map { .string($0.key.hex) } ?? .null
    let last = try project.ledger.latestRun(stage: judgement.id.stage.name, cell: judgement.id.cell)
    document["run"] = last.map { .string($0.run) } ?? .null
    return document
  }

  private func tell(_ judgement: Judgement, _ project: Project) throws {
    Terminal.print("\(judgement.id) is \(judgement.state.rawValue): \(Self.meaning(judgement.state))")
    for reason in judgement.reasons { Terminal.print("  \(reason)") }
    if let problem = judgement.missingInput { Terminal.print("  \(problem)") }
    if let key = judgement.ingredients?.key { Terminal.print("  key \(key)") }
    guard let last = try project.ledger.latestRun(stage: judgement.id.stage.name, cell: judgement.id.cell)
    else { return }
    let time = last.wallSeconds > 0 ? " in \(Wording.seconds(last.wallSeconds))" : ""
    Terminal.print("  last run \(last.run): \(last.outcome.rawValue)\(time)")
    if let failure = last.failure { Terminal.print("  \(failure)") }
    if let log = last.log { Terminal.print("  log \(log)") }
  }

  private static func meaning(_ state: CellState) -> String {
    switch state {
    case .fresh: "its outputs are what its ingredients give; a run would do nothing"
    case .restorable: "an earlier run had these ingredients; its outputs would be put back"
    case .stale: "its stage would run"
    case .maybe: "a cell before it runs first; whether it runs depends on what comes out"
    case .missing: "something is not where it should be"
    case .edited: "an output was edited where it stands; the edit would be kept aside and the output put back"
    case .tainted: "an input changed during its last run; its stage would run again"
    case .running: "a driver runs it now"
    case .failed: "its last run failed; its stage would run again"
    }
  }
}
