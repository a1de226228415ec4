internal import ArgumentParser
internal import Foundation
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// What a run would do: the answer of `fovea run --dry-run`.
struct Plan {
  let explain: Bool
  let json: Bool
  let force: Bool
  let jobs: Int

  /// Prints it.
  ///
  /// Throws `ExitCode` 1 where the run would end for want of something, as the run itself does.
  func tell(_ project: Project, _ selection: Selection) throws {
    let plan = try project.plan(selection, force: force)
    remember(project.save)
    try tell(plan)
    let problems = plan.steps.compactMap(\.problem)
    problems.forEach(Terminal.complain)
    if !problems.isEmpty { throw ExitCode(1) }
  }

  private func tell(_ plan: RunPlan) throws {
    if json { return try tellJSON(plan) }
    guard !plan.work.isEmpty else { return Terminal.print("nothing to do: \(plan.steps.count) fresh") }
    let words = PlanWords(plan: plan, jobs: jobs, ink: Ink(stream: STDOUT_FILENO))
    if explain {
      for step in plan.work {
        let time = step.seconds.map { "  \(Wording.seconds($0))" } ?? ""
        Terminal.print("\(PlanWords.word(step.action))  \(step.id)\(time)")
        step.reasons.forEach { Terminal.print("    \($0)") }
      }
    } else {
      words.rows.forEach { Terminal.print($0) }
    }
    Terminal.print("\(words.summary); nothing was run")
  }

  private func tellJSON(_ plan: RunPlan) throws {
    let cells = plan.steps.map { step in
      JSONValue.object(
        step.id.json.merging([
          "action": .string(step.action.rawValue), "state": .string(step.state.rawValue),
          "expected": step.seconds.map(JSONValue.number) ?? .null, "resumes": .bool(step.isResumed),
          "problem": step.problem.map(JSONValue.string) ?? .null, "reasons": .array(step.reasons.map(\.json)),
        ]) { first, _ in first })
    }
    try Terminal.print(
      json: JSONValue.object([
        "schema": .integer(1), "plan": .array(cells),
        "seconds": plan.seconds(jobs: jobs).map(JSONValue.number) ?? .null,
      ]))
  }
}
