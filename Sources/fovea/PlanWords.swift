internal import Pipeline
internal import Provenance

/// A plan as people read it: the cells of a stage that share action and reasons in one row.
struct PlanWords {
  let plan: RunPlan
  let jobs: Int
  let ink: Ink

  /// `10 of 28 cells: 9 to run, 1 depends; about 1:05 min by earlier runs`.
  var summary: String {
    let parts = [
      (plan.count(.run), "to run"), (plan.count(.restore), "to put back"),
      (plan.count(.maybe), "to be decided by what comes before"), (plan.count(.fresh), "fresh"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let time = plan.seconds(jobs: jobs).map { seconds in
      let isPartly = plan.work.contains { $0.seconds == nil && $0.action != .restore }
      let isOfOthers = plan.work.contains { $0.isTimedByOthers && $0.seconds != nil }
      return "; \(isPartly ? "at least" : "about") \(Wording.seconds(seconds)) by earlier runs"
        + (isOfOthers ? " of other cells or parameters" : "")
    }
    return parts.joined(separator: ", ") + (time ?? "")
  }

  /// A row for each group: what, which cells, how long one takes, why.
  var rows: [String] {
    var groups: [(step: RunPlan.Step, cells: [RunPlan.Step])] = []
    for step in plan.work {
      if let last = groups.last, last.step.id.stage == step.id.stage, last.step.action == step.action,
        last.step.isResumed == step.isResumed, last.step.reasons.first == step.reasons.first
      {
        groups[groups.count - 1].cells.append(step)
      } else {
        groups.append((step, [step]))
      }
    }
    let cells = groups.map { group -> [String] in
      let first = group.step
      let name = group.cells.count == 1 ? "\(first.id)" : "\(first.id.stage) (\(group.cells.count) cells)"
      let times = group.cells.compactMap(\.seconds)
      let time =
        first.action == .restore || times.isEmpty
        ? "" : "\(Wording.seconds(times.reduce(0, +)))"
      let resumed = first.isResumed ? "; goes on from what a stopped run saved" : ""
      return [Self.word(first.action), name, time, Wording.brief(first.reasons) + resumed]
    }
    return Wording.table(cells)
  }

  /// What will be done, in a word.
  static func word(_ action: RunPlan.Action) -> String {
    switch action {
    case .run: "run"
    case .restore: "put back"
    case .maybe: "maybe"
    case .fresh: "fresh"
    }
  }
}
