import Testing

@testable import Pipeline

@Suite struct RunPlanTests {
  func step(
    _ name: String, _ seconds: Double?, after: [String] = [], cores: Int = 1, action: RunPlan.Action = .run,
    waiting: Int = 0
  ) -> RunPlan.Step {
    RunPlan.Step(
      id: CellID(StageID(name)), action: action, state: .stale, reasons: [], seconds: seconds,
      isResumed: false,
      cores: cores, upstream: after.map { CellID(StageID($0)) }, waiting: waiting)
  }

  @Test func cellsWaitForTheirMakersAndForCores() {
    let plan = RunPlan(steps: [
      step("a", 10), step("b", 4), step("c", 4), step("d", 5, after: ["a"], cores: 2),
      step("e", 1, after: ["d"]),
    ])
    #expect(plan.seconds(jobs: 1) == 24)
    // a beside b and c; then d on both cores; then e.
    #expect(plan.seconds(jobs: 2) == 16)
    // a is done after two seconds; d has to wait for both cores all the same.
    #expect(plan.seconds(jobs: 2, done: [CellID(StageID("a")): 8]) == 12)
  }

  @Test func whatOthersWaitForComesFirst() {
    let alone = [step("alone", 10), step("first", 2, waiting: 1), step("second", 9, after: ["first"])]
    // first and alone side by side, second after first.
    #expect(RunPlan(steps: alone).seconds(jobs: 2) == 11)
    let steps = [
      step("alone", 10), step("other", 10), step("first", 2, waiting: 1), step("second", 9, after: ["first"]),
    ]
    // first and alone, then the other; second after alone. Both long ones first, it would be 21.
    #expect(RunPlan(steps: steps).seconds(jobs: 2) == 19)
  }

  @Test func whatIsFreshOrPutBackTakesNoTimeAndWhatNobodyKnowsNone() {
    #expect(RunPlan(steps: [step("a", nil)]).seconds(jobs: 2) == nil)
    let plan = RunPlan(steps: [
      step("a", 10, action: .fresh), step("b", 10, action: .restore), step("c", 3, after: ["a", "b"]),
      step("d", nil),
    ])
    #expect(plan.seconds(jobs: 2) == 3)
    #expect(plan.work.count == 3 && plan.count(.run) == 2)
  }
}
