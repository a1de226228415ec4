internal import ContentStore
internal import Foundation
internal import Pipeline
internal import StageProtocol
internal import Weave

/// Follows a run in the pages of its stages: every few seconds they show what there is so far.
final class LivePages {
  private struct Running {
    var shownFolder: String
    /// The page's source when the stage started: what it shows is placed by that text.
    var source: String?
    var pace = Pace()
    var begun = Date()
  }

  /// Between two looks at least so many seconds.
  private static let interval = 2.0
  /// The share of the driver's time that following may take, unless pages would stand still for longer than this.
  private static let share = 0.05
  private static let patience = 10.0

  /// The stages whose pages followed the run, and must be woven for good when it is over.
  private(set) var stages: Set<StageID> = []
  private let project: Project
  private var running: [CellID: Running] = [:]
  private var rows: [StageID: IndexInput.Stage] = [:]
  private var due = Date() + LivePages.interval
  private var problem: String?

  init(_ project: Project) { self.project = project }

  /// Takes what just happened.
  func take(_ event: RunEvent) {
    switch event {
    case .started(let id, let run, _, _):
      running[id] = Running(shownFolder: project.workspace.staging(run) + "/shown")
      attempt {
        running[id]?.source = try project.graph.stage(id.stage).flatMap {
          try Weaver.source(of: $0, in: project)?.text
        }
      }
    case .progress(let id, .progress(let step, let total, let unit, let fields)):
      running[id]?.pace.take(step: step, total: total, unit: unit, fields: fields)
    case .finished(let report):
      running[report.id] = nil
      rows[report.id.stage] = nil
    case .tick: follow()
    case .planned, .plan, .building, .progress, .note, .stopping: break
    }
  }

  private func follow() {
    let begun = Date()
    guard !running.isEmpty, begun >= due else { return }
    attempt {
      var weaver = Weaver(project: project)
      weaver.live = running.mapValues {
        .init(shownFolder: $0.shownFolder, words: Self.words($0, now: begun), source: $0.source)
      }
      stages.formUnion(running.keys.map(\.stage))
      try weaver.follow(&rows)
    }
    let now = Date()
    due = now + min(max(Self.interval, now.timeIntervalSince(begun) / Self.share), Self.patience)
  }

  /// Does something for the pages: what fails ends the following, and is told once.
  private func attempt(_ body: () throws -> Void) {
    guard problem == nil else { return }
    do {
      try body()
    } catch {
      // The page will be woven when the run is over, and say then what is wrong with it.
      problem = "\(error)"
      Terminal.note("pages do not follow this run: \(error)")
    }
  }

  private static func words(_ cell: Running, now: Date) -> String {
    let progress = cell.pace.hasBegun ? ProgressWords(cell.pace, now: now).line + "; " : ""
    return progress + "running for \(Wording.seconds(now.timeIntervalSince(cell.begun).rounded())), "
      + "as of \(now.formatted(.iso8601.time(includingFractionalSeconds: false))) UTC"
  }
}
