internal import ArgumentParser
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// What a run would do.
struct Plan {
  let explain: Bool
  let json: Bool
  let force: Bool

  /// Prints it.
  func tell(_ project: Project, _ selection: Selection) throws {
    let judgements = try project.judgements(selection)
    try project.save()
    if json { return try tellJSON(judgements, selection) }
    var seconds = 0.0
    let work = judgements.filter { action($0, selection) != "fresh" }
    let rows = try work.map { judgement -> [String] in
      let expected = action(judgement, selection) == "run" ? try project.expectedSeconds(judgement.id) : nil
      seconds += expected ?? 0
      return [
        action(judgement, selection), "\(judgement.id)", expected.map { Wording.seconds($0) } ?? "",
        explain ? "" : Wording.brief(judgement.reasons),
      ]
    }
    for (line, judgement) in zip(Wording.table(rows), work) {
      Terminal.print(line)
      if explain { judgement.reasons.forEach { Terminal.print("    \($0)") } }
    }
    let time = seconds > 0 ? ", about \(Wording.seconds(seconds)) by earlier runs" : ""
    Terminal.print(
      work.isEmpty
        ? "nothing to do: \(judgements.count) fresh"
        : "\(work.count) of \(judgements.count) cells\(time); nothing was run")
  }

  private func tellJSON(_ judgements: [Judgement], _ selection: Selection) throws {
    let cells = judgements.map { judgement in
      JSONValue.object(
        judgement.id.json.merging([
          "action": .string(action(judgement, selection)), "state": .string(judgement.state.rawValue),
          "reasons": .array(judgement.reasons.map(\.json)),
        ]) { first, _ in first })
    }
    try Terminal.print(json: JSONValue.object(["schema": .integer(1), "plan": .array(cells)]))
  }

  /// `run`, `restore`, `maybe` or `fresh`.
  private func action(_ judgement: Judgement, _ selection: Selection) -> String {
    if force && selection.names(judgement.id) { return "run" }
    switch judgement.state {
    case .fresh: return "fresh"
    case .maybe: return "maybe"
    case .restorable: return "restore"
    case .missing, .edited: return judgement.restorable == nil ? "run" : "restore"
    case .stale, .tainted, .running, .failed: return "run"
    }
  }
}
