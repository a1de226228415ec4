internal import Foundation
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// Progress for people on standard error, the summary on standard output.
final class TextReporter: RunReporter {
  /// Of a running cell at most one line in this many seconds.
  private static let interval = 30.0
  /// Between two pictures of the bars at least so many seconds.
  private static let frame = 0.1

  private let mode: ProgressMode
  private let explain: Bool
  /// What the command line names.
  private let named: [String]
  private let ink = Ink()
  private var board: RunBoard
  private var block = StatusBlock()
  private var told: [CellID: Date] = [:]
  private var lastFrame = Date.distantPast

  init(mode: ProgressMode, explain: Bool, jobs: Int, named: [String] = []) {
    self.mode = mode
    self.named = named
    self.explain = explain
    board = RunBoard(jobs: jobs, begun: Date(), ink: ink, isUnicode: Terminal.isUnicode)
  }

  func take(_ event: RunEvent) {
    switch event {
    case .planned(let cells): board.planned = cells
    case .plan(let plan): tell(plan)
    case .building(let targets):
      say("building \(targets.joined(separator: ", ")) (the first build takes minutes)")
    case .started(let id, _, let reasons, let expected): start(id, reasons, expected)
    case .progress(let id, let event): progress(id, event)
    case .finished(let report): finish(report)
    case .note(let text): say(text)
    case .stopping(let atOnce):
      say(
        atOnce
          ? ink(.warm, "stopping the stages at once")
          : ink(.warm, "stopping: ")
            + "stages save their state first; interrupt once more to end them at once")
    case .tick: draw(isDue: false)
    }
  }

  func finish(_ summary: RunSummary, seconds: Double) {
    Terminal.draw(block.erasing(columns: Terminal.columns))
    var parts = [
      "ran \(summary.ran)", "restored \(summary.restored)", "fresh \(summary.fresh)",
      "failed \(summary.failed - summary.stopped)",
    ]
    if summary.stopped > 0 { parts.append("stopped \(summary.stopped)") }
    if summary.skipped > 0 { parts.append("not reached \(summary.skipped)") }
    let end = summary.isInterrupted ? "; interrupted" : ""
    Terminal.print(parts.joined(separator: ", ") + " (\(Wording.seconds(seconds)))" + end)
    guard summary.isInterrupted else { return }
    let command = ResumeCommand.text(forcing: summary.forcedLeft.map(\.description), insteadOf: named)
    Terminal.note("go on with:  \(command)")
  }

  private func tell(_ plan: RunPlan) {
    board.plan = plan
    guard mode != .none else { return }
    let words = PlanWords(plan: plan, jobs: board.jobs, ink: ink)
    let rows = words.rows.map { "  " + (mode == .bar ? String($0.prefix(Terminal.columns - 3)) : $0) }
    say(([ink(.strong, "plan: ") + words.summary] + rows).joined(separator: "\n"))
  }

  private func start(_ id: CellID, _ reasons: [Reason], _ expected: Double?) {
    board.running.append(RunBoard.Running(id: id, begun: Date()))
    // It counted as fresh before it was made anew after all.
    board.finished.remove(id)
    told[id] = Date()
    let time = expected.map { ", about \(Wording.seconds($0))" } ?? ""
    let why = reasons.isEmpty || explain ? "" : ": \(Wording.brief(reasons))"
    // The plan has said why; a bar says that it runs.
    let isTold = mode == .lines || explain && mode != .none
    if isTold || explain { say("\(ink(.strong, "\(id)")) runs\(time)\(ink(.soft, why))") }
    if explain { reasons.forEach { say("    \($0)") } }
    draw(isDue: true)
  }

  private func progress(_ id: CellID, _ event: StageEvent) {
    guard let index = board.running.firstIndex(where: { $0.id == id }) else { return }
    switch event {
    case .message(let text):
      if mode != .none { say("\(ink(.strong, "\(id)")): \(text)") }
    case .progress(let step, let total, let unit, let fields):
      board.running[index].pace.take(step: step, total: total, unit: unit, fields: fields)
      guard mode == .lines else { return draw(isDue: false) }
      let now = Date()
      let isDue = now.timeIntervalSince(told[id] ?? now) >= Self.interval
      if isDue || step == total {
        told[id] = now
        say("\(ink(.strong, "\(id)")): \(ProgressWords(board.running[index].pace, now: now).line)")
      }
    case .metric, .failure: break
    }
  }

  private func finish(_ report: CellReport) {
    let stopped = board.running.first { $0.id == report.id }?.pace
    board.running.removeAll { $0.id == report.id }
    board.plan?.steps.removeAll { $0.id == report.id }
    board.finished.insert(report.id)
    switch report.outcome {
    case .fresh: break
    case .ran, .restored:
      if mode != .none { say(done(report)) }
    case .failed where report.failure == .interrupted:
      let place = stopped.flatMap { $0.hasBegun ? " at \(ProgressWords($0).count)" : nil } ?? ""
      say("\(ink(.warm, "stopped")) \(report.id)\(place); what it saved to go on from is kept")
    case .failed:
      say("\(ink(.bad, "failed")) \(report.id): \(report.failure.map(\.description) ?? "")")
      if let tail = report.logTail {
        say(tail.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
      }
      if let log = report.log { say("    the whole log: \(log)") }
    }
    report.notes.forEach { say("\(report.id): \($0)") }
    draw(isDue: true)
  }

  private func done(_ report: CellReport) -> String {
    report.outcome == .ran
      ? "\(ink(.good, "ran")) \(report.id) in \(Wording.seconds(report.seconds))"
      : "\(ink(.link, "put back")) \(report.id)"
  }

  /// A line of its own, above the bars.
  private func say(_ text: String) {
    guard mode == .bar else { return Terminal.note(text) }
    let columns = Terminal.columns
    let erasing = block.erasing(columns: columns)
    Terminal.draw(
      erasing + PlainText.of(text) + "\n" + block.drawing(board.lines(columns: columns), columns: columns))
    lastFrame = Date()
  }

  private func draw(isDue: Bool) {
    let now = Date()
    guard mode == .bar, isDue || now.timeIntervalSince(lastFrame) >= Self.frame else { return }
    lastFrame = now
    let columns = Terminal.columns
    Terminal.draw(
      board.running.isEmpty
        ? block.erasing(columns: columns)
        : block.drawing(board.lines(columns: columns, now: now), columns: columns))
  }
}
