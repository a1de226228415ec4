import Foundation
import Pipeline
import Testing

@testable import fovea

@Suite struct PaceTests {
  /// A pace after reports at the given seconds, a step each.
  func pace(_ times: [Double], total: Int = 100, from first: Int = 1) -> Pace {
    var pace = Pace()
    for (index, time) in times.enumerated() {
      pace.take(
        step: first + index, total: total, unit: "iteration", fields: ["loss": 1],
        now: Date(timeIntervalSince1970: time))
    }
    return pace
  }

  func remaining(_ pace: Pace, at time: Double) -> Double? {
    pace.remaining(now: Date(timeIntervalSince1970: time))
  }

  @Test func nothingIsSaidBeforeThereIsEnoughToTellFrom() {
    #expect(remaining(pace([0]), at: 0) == nil)
    #expect(remaining(pace([0, 1, 2]), at: 2) == nil, "two gaps")
    #expect(remaining(pace([0, 0.1, 0.2, 0.3]), at: 0.3) == nil, "less than a second")
    #expect(remaining(pace([0, 1, 2, 3]), at: 3) == 96)
    #expect(remaining(pace([0, 40]), at: 40) == 3920, "half a minute is enough")
  }

  @Test func theStartIsNoMeasureAndOnlyThisSessionCounts() {
    // Resumed at step 61: sixty steps were done in no time of this session.
    #expect(remaining(pace([100, 101, 102, 103], from: 61), at: 103) == 36)
  }

  @Test func oneLongPauseIsNoTendencyAndRegularOnesAre() throws {
    let asleep = try #require(remaining(pace([0, 1, 2, 3602, 3603, 3604]), at: 3604))
    #expect(asleep == 94)
    // Every second step saves for three seconds: two seconds a step.
    let saving = try #require(remaining(pace([0, 1, 4, 5, 8, 9, 12, 13, 16, 17]), at: 17))
    #expect(saving > 1.7 * 90 && saving < 2.1 * 90)
  }

  @Test func timeThatPassesCountsDownOnceStepAndNotBelowNothing() {
    let pace = pace([0, 10, 20, 30], total: 5)
    #expect(remaining(pace, at: 34) == 6)
    #expect(remaining(pace, at: 500) == 0)
    #expect(remaining(self.pace([0, 1, 2, 3], total: 4), at: 3) == nil, "done")
  }

  @Test func anotherCountBeginsAnew() {
    var pace = pace([0, 1, 2, 3])
    pace.take(step: 1, total: 6, unit: "image", fields: [:], now: Date(timeIntervalSince1970: 4))
    #expect(remaining(pace, at: 4) == nil)
  }

  @Test func wordsAreThoseOfMMEngine() {
    var pace = Pace()
    for second in 0...3 {
      pace.take(
        step: second + 57, total: 120, unit: "iteration",
        fields: [
          "loss": 0.41234, "lr": 0.05, "time": 0.21, "data_time": 0.003, "memory": 312.4,
          "decode.loss_ce": 0.3,
          "aux.loss_ce": 0.00012,
        ], now: Date(timeIntervalSince1970: Double(second)))
    }
    #expect(
      ProgressWords(pace, now: Date(timeIntervalSince1970: 3)).line
        == "Iter [ 60/120]  lr: 5.0000e-02  eta: 0:01:00  time: 0.2100  data_time: 0.0030  memory: 312  loss: 0.4123"
        + "  aux.loss_ce: 1.200e-04  decode.loss_ce: 0.3000")
    #expect(ProgressWords.clock(93_784) == "1 day, 2:03:04")
  }

  /// A stage may say anything.
  @Test(arguments: [(-1, 5), (5, -1), (Int.min, Int.max), (Int.max, Int.min), (Int.max, 1), (0, Int.max)])
  func noNumberOfStepsEndsTheDriver(step: Int, total: Int) {
    var pace = Pace()
    for (index, step) in [1, step, 1, step, step].enumerated() {
      pace.take(
        step: step, total: total, unit: "iteration", fields: [:],
        now: Date(timeIntervalSince1970: Double(index) * 40))
    }
    let now = Date(timeIntervalSince1970: 200)
    var board = RunBoard(jobs: 1, begun: now, ink: StatusBlockTests.plain, isUnicode: false)
    board.running = [.init(id: CellID(StageID("one"), nil), begun: now, pace: pace)]
    #expect(board.lines(columns: 80, now: now).count == 2)
    #expect(ProgressWords(pace, now: now).line.hasPrefix("Iter ["))
  }
}
