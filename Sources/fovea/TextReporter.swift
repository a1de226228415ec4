internal import Foundation
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// Progress for people on standard error, the summary on standard output.
final class TextReporter: RunReporter {
  private struct Running {
    var id: CellID
    var begun: Date
    var expected: Double?
    var pace = Pace()
    var lastLine = Date.distantPast
  }

  /// At most one line of progress in this many seconds.
  private static let interval = 30.0

  private let mode: ProgressMode
  private let explain: Bool
  private var running: [Running] = []
  private var planned = 0
  private var done = 0
  private var isDrawn = false

  init(mode: ProgressMode, explain: Bool) {
    self.mode = mode
    self.explain = explain
  }

  func take(_ event: RunEvent) {
    switch event {
    case .planned(let cells): planned = cells
    case .building(let targets): say("building \(targets.joined(separator: ", "))")
    case .started(let id, _, let reasons, let expected): start(id, reasons, expected)
    case .progress(let id, let event): progress(id, event)
    case .finished(let report): finish(report)
    case .note(let text): say(text)
    }
  }

  func finish(_ summary: RunSummary, seconds: Double) {
    erase()
    var parts = [
      "ran \(summary.ran)", "restored \(summary.restored)", "fresh \(summary.fresh)",
      "failed \(summary.failed)",
    ]
    if summary.skipped > 0 { parts.append("not reached \(summary.skipped)") }
    let end = summary.isInterrupted ? "; interrupted: the same command goes on from here" : ""
    Terminal.print(parts.joined(separator: ", ") + " (\(Wording.seconds(seconds)))" + end)
  }

  private func start(_ id: CellID, _ reasons: [Reason], _ expected: Double?) {
    running.append(Running(id: id, begun: Date(), expected: expected))
    let time = expected.map { ", about \(Wording.seconds($0))" } ?? ""
    let why = reasons.isEmpty || explain ? "" : ": \(Wording.brief(reasons))"
    if mode != .none || explain { say("\(id) runs\(time)\(why)") }
    if explain { reasons.forEach { say("    \($0)") } }
  }

  private func progress(_ id: CellID, _ event: StageEvent) {
    guard let index = running.firstIndex(where: { $0.id == id }) else { return }
    switch event {
    case .message(let text):
      if mode != .none { say("\(id): \(text)") }
    case .progress(let step, let total, let unit, let fields):
      running[index].pace.take(step: step, total: total, unit: unit, fields: fields)
      if mode == .bar { draw() }
      let isDue = Date().timeIntervalSince(running[index].lastLine) >= Self.interval
      if mode == .lines, isDue || step == total {
        running[index].lastLine = Date()
        say("\(id): \(running[index].pace.text)")
      }
    case .metric, .failure: break
    }
  }

  private func finish(_ report: CellReport) {
    running.removeAll { $0.id == report.id }
    done += 1
    switch report.outcome {
    case .fresh: break
    case .ran, .restored:
      if mode != .none {
        say("\(report.id) \(report.outcome.rawValue) in \(Wording.seconds(report.seconds))")
      }
    case .failed:
      say("\(report.id) failed: \(report.failure.map(\.description) ?? "")")
      if let tail = report.logTail {
        say(tail.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
      }
      if let log = report.log { say("    the whole log: \(log)") }
    }
    report.notes.forEach { say("\(report.id): \($0)") }
    if mode == .bar { draw() }
  }

  /// A line of its own, above the bar.
  private func say(_ text: String) {
    erase()
    Terminal.note(text)
    if mode == .bar { draw() }
  }

  private func draw() {
    guard let first = running.first(where: { $0.pace.hasBegun }) ?? running.first else { return erase() }
    let others = running.count > 1 ? " (+\(running.count - 1))" : ""
    let elapsed = Wording.seconds(Date().timeIntervalSince(first.begun))
    let line =
      "[\(done)/\(planned)] \(first.id)\(others) "
      + (first.pace.hasBegun ? first.pace.text : elapsed)
    Terminal.draw("\r\u{1b}[K" + line.prefix(Terminal.columns - 1))
    isDrawn = true
  }

  private func erase() {
    if isDrawn { Terminal.draw("\r\u{1b}[K") }
    isDrawn = false
  }
}
