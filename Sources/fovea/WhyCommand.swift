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
      let selection = try project.selection(stages)
      let judgements = try project.judgements(selection).filter { selection.names($0.id) }
      remember(project.save)
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
    let cell = cell(judgement.id, project)
    document["reasons"] = .array(
      try judgement.reasons.map { reason in
        guard case .object(var members) = reason.json,
          let changes = try cell.flatMap({ try FolderChanges(reason, of: $0, in: project) })
        else { return reason.json }
        members["files"] = changes.json
        return .object(members)
      })
    document["drift"] = .array(judgement.drift.map(\.json))
    document["absent"] = .array(judgement.absent.map(JSONValue.string))
    document["key"] = judgement.ingredients.map { .string($0.key.hex) } ?? .null
    let last = try project.ledger.latestRun(stage: judgement.id.stage.name, cell: judgement.id.cell)
    document["run"] = last.map { .string($0.run) } ?? .null
    document["sandbox"] = last?.sandbox.map(JSONValue.string) ?? .null
    return document
  }

  private func cell(_ id: CellID, _ project: Project) -> Cell? {
    project.graph.cells.first { $0.id == id }
  }

  private func tell(_ judgement: Judgement, _ project: Project) throws {
    Terminal.print("\(judgement.id) is \(judgement.state.rawValue): \(Wording.meaning(judgement.state))")
    let cell = cell(judgement.id, project)
    for reason in judgement.reasons + judgement.drift {
      Terminal.print("  \(reason)")
      let changes = try cell.flatMap { try FolderChanges(reason, of: $0, in: project) }
      changes?.lines.forEach { Terminal.print("    \($0)") }
    }
    for path in judgement.absent { Terminal.print("  not here: \(path)") }
    if let problem = judgement.missingInput { Terminal.print("  \(problem)") }
    if let key = judgement.ingredients?.key { Terminal.print("  key \(key)") }
    guard let last = try project.ledger.latestRun(stage: judgement.id.stage.name, cell: judgement.id.cell)
    else { return }
    let time = last.wallSeconds > 0 ? " in \(Wording.seconds(last.wallSeconds))" : ""
    Terminal.print("  last run \(last.run): \(last.outcome.rawValue)\(time)")
    if let sandbox = last.sandbox { Terminal.print("  sandbox \(sandbox)") }
    if last.peakMemory > 0 {
      Terminal.print(
        "  used \(Wording.seconds(last.cpuSeconds)) of processor time, at most \(last.peakMemory >> 20) MiB")
    }
    if let failure = last.failure { Terminal.print("  \(failure)") }
    if let log = last.log { Terminal.print("  log \(log)") }
  }
}
