import Segmentation
import Tensors
import Testing

@Suite struct FluidEvaluationTests {
  private func map(_ pixels: [UInt8]) -> Raster { Raster(width: pixels.count, height: 1, pixels: pixels) }

  @Test func countsByHand() {
    let counts = PixelCounts(
      prediction: map([1, 1, 0, 0, 1]), label: map([1, 0, 0, 1, 255]), classes: 2)
    #expect(counts.intersection == [1, 1])
    #expect(counts.predicted == [2, 2])
    #expect(counts.labeled == [2, 2])
    #expect(counts.dice(1) == 0.5)
    #expect(IoUMetric(counts).classes[1].iou == 1.0 / 3)
  }

  @Test func threeMeansByHand() throws {
    var evaluation = FluidEvaluation()
    evaluation.add(prediction: map([1, 1, 0, 0]), label: map([1, 1, 0, 0]), subject: "a")  // 1
    evaluation.add(prediction: map([0, 0, 0, 0]), label: map([1, 1, 1, 1]), subject: "a")  // 0
    evaluation.add(prediction: map([1, 0, 0, 0]), label: map([1, 1, 1, 0]), subject: "b")  // 1/2
    evaluation.add(prediction: map([0, 0, 0, 0]), label: map([0, 0, 0, 0]), subject: "b")
    evaluation.add(prediction: map([1, 0, 0, 0]), label: map([0, 0, 0, 0]), subject: "c")
    #expect(evaluation.pooledDice == 2.0 * 3 / (4 + 9))
    #expect(evaluation.sliceMeanDice == 0.5)
    #expect(evaluation.subjectDice == ["a": 0.5, "b": 0.5], "what counts does not depend on the predictions")
    #expect(evaluation.subjectMeanDice == 0.5)
    #expect(evaluation.emptySliceSpecificity == 0.5)
    #expect(!evaluation.isCollapsed)
  }

  @Test func aCollapsedModelIsFlaggedAndItsFscoreUndefined() {
    func evaluation(of baseline: TrivialBaseline) -> FluidEvaluation {
      var evaluation = FluidEvaluation()
      evaluation.add(
        prediction: baseline.prediction(width: 4, height: 1), label: map([0, 0, 1, 0]), subject: "a")
      return evaluation
    }
    let nothing = evaluation(of: .nothing)
    #expect(nothing.isCollapsed && nothing.pooled.isCollapsed)
    #expect(nothing.pooled.classes[1].fscore == nil)
    #expect(nothing.pooled.classes[1].dice == 0)
    let everything = evaluation(of: .everything)
    #expect(everything.pooledDice == 0.4)
    #expect(!everything.isCollapsed)
  }
}
