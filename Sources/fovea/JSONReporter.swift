internal import Pipeline
internal import Provenance
internal import StageProtocol

/// One JSON object a line on standard output; the last one is `finished`.
final class JSONReporter: RunReporter {
  private var paces: [CellID: Pace] = [:]

  func take(_ event: RunEvent) {
    switch event {
    case .planned(let cells): put("planned", ["cells": .integer(Int64(cells))])
    case .plan(let plan):
      put(
        "plan",
        [
          "run": .integer(Int64(plan.count(.run))), "restore": .integer(Int64(plan.count(.restore))),
          "maybe": .integer(Int64(plan.count(.maybe))), "fresh": .integer(Int64(plan.count(.fresh))),
        ])
    case .building(let targets): put("building", ["targets": .array(targets.map(JSONValue.string))])
    case .started(let id, let run, let reasons, let expected):
      put(
        "started", id,
        [
          "run": .string(run), "reasons": .array(reasons.map(\.json)),
          "expected": expected.map(JSONValue.number) ?? .null,
        ])
    case .progress(let id, let event): put(progress: event, id)
    case .finished(let report): put(report)
    case .note(let text): put("note", ["text": .string(text)])
    case .stopping(let atOnce): put("stopping", ["atOnce": .bool(atOnce)])
    case .tick: break
    }
  }

  func finish(_ summary: RunSummary, seconds: Double) {
    put(
      "finished",
      [
        "ran": .integer(Int64(summary.ran)), "restored": .integer(Int64(summary.restored)),
        "fresh": .integer(Int64(summary.fresh)), "failed": .integer(Int64(summary.failed)),
        "stopped": .integer(Int64(summary.stopped)), "skipped": .integer(Int64(summary.skipped)),
        "interrupted": .bool(summary.isInterrupted),
        "seconds": .number(seconds),
      ])
  }

  private func put(_ report: CellReport) {
    var members: [String: JSONValue] = [
      "outcome": .string(report.outcome.rawValue), "seconds": .number(report.seconds),
    ]
    if let failure = report.failure { members["failure"] = .string(failure.description) }
    if let log = report.log { members["log"] = .string(log) }
    if !report.notes.isEmpty { members["notes"] = .array(report.notes.map(JSONValue.string)) }
    put("cell", report.id, members)
  }

  private func put(progress event: StageEvent, _ id: CellID) {
    switch event {
    case .progress(let step, let total, let unit, let fields):
      paces[id, default: Pace()].take(step: step, total: total, unit: unit, fields: fields)
      put(
        "progress", id,
        [
          "step": .integer(Int64(step)), "of": .integer(Int64(total)), "unit": .string(unit),
          "fields": .object(fields.mapValues(JSONValue.number)),
          "eta": paces[id]?.remaining().map(JSONValue.number) ?? .null,
        ])
    case .metric(let name, let value, let step):
      put(
        "metric", id,
        [
          "name": .string(name), "value": .number(value),
          "step": step.map { .integer(Int64($0)) } ?? .null,
        ])
    case .message(let text): put("message", id, ["text": .string(text)])
    case .failure(let text): put("failure", id, ["text": .string(text)])
    }
  }

  private func put(_ event: String, _ id: CellID, _ members: [String: JSONValue]) {
    put(event, members.merging(id.json) { first, _ in first })
  }

  private func put(_ event: String, _ members: [String: JSONValue]) {
    let finite = members.merging(["event": .string(event)]) { first, _ in first }.mapValues(\.finite)
    do {
      try Terminal.print(json: JSONValue.object(finite))
    } catch {
      Terminal.complain("cannot write event '\(event)': \(error)")
    }
  }
}

extension JSONValue {
  /// The value with `null` for numbers that JSON cannot say.
  fileprivate var finite: JSONValue {
    switch self {
    case .number(let value): value.isFinite ? self : .null
    case .object(let members): .object(members.mapValues(\.finite))
    case .array(let values): .array(values.map(\.finite))
    default: self
    }
  }
}
