import Segmentation
import Tensors
import Testing

@testable import Experiment

@Suite struct StatisticsTests {
  /// One frame of each subject with that many of ten labeled pixels found and nothing false.
  private func scores(_ found: [Int], name: String = "row") -> Scores {
    var evaluation = FluidEvaluation()
    for (subject, found) in found.enumerated() {
      evaluation.add(
        prediction: Raster(width: 10, height: 1, pixels: (0..<10).map { $0 < found ? 1 : 0 }),
        label: Raster(width: 10, height: 1, filledWith: 1), subject: "S\(subject)",
        pitch: SlicePitch(axial: 1000, lateral: 1000))
    }
    return Scores(
      name: name, settings: [:], evaluation: evaluation, frames: found.indices.map { "S\($0)_000" })
  }

  @Test func agreementByHand() throws {
    let agreement = try #require(BlandAltman(differences: [1, 2, 3]))
    #expect(agreement.bias == 2)
    #expect(abs(agreement.lower - 0.04) < 1e-12 && abs(agreement.upper - 3.96) < 1e-12)
    #expect(BlandAltman(differences: []) == nil)
    #expect(BlandAltman(differences: [4])?.upper == 4)
    #expect(try #require(scores([5, 10]).areaAgreement).bias == -2.5)
  }

  @Test func threeMeansAreThoseOfTheEvaluation() throws {
    let row = scores([0, 3, 10, 7])
    #expect(FluidMean.pooled.dice(row.framesBySubject) == row.pooledDice)
    #expect(FluidMean.subjects.dice(row.framesBySubject) == row.subjectMeanDice)
    #expect(FluidMean.slices.dice(row.framesBySubject) == row.sliceMeanDice)
    #expect(FluidMean.pooled.dice([]) == nil)
  }

  @Test func intervalsHoldTheMeanAndRepeat() throws {
    let row = scores([2, 4, 5, 6, 8, 9])
    for mean in FluidMean.allCases {
      let interval = try #require(SubjectBootstrap(seed: 3).interval(mean, of: row))
      #expect(interval.contains(try #require(mean.dice(row.framesBySubject))))
      #expect(interval.lowerBound < interval.upperBound)
      #expect(SubjectBootstrap(seed: 3).interval(mean, of: row) == interval)
    }
    #expect(SubjectBootstrap().interval(.subjects, of: scores([5, 5, 5])) == (2.0 / 3)...(2.0 / 3))
    #expect(SubjectBootstrap().interval(.subjects, of: scores([5, 5])) == nil)
  }

  /// Ten differences of one sign: only the pattern itself and its mirror image are as far from 0.
  @Test func permutationsByHand() throws {
    let clear = try #require(PairedDifference(differences: (1...10).map(Double.init)))
    #expect(clear.probability == 2.0 / 1024 && clear.mean == 5.5 && clear.subjects == 10)
    #expect(PairedDifference(differences: [1, -1])?.probability == 1)
    #expect(PairedDifference(differences: [0, 0, 0])?.probability == 1)
    #expect(PairedDifference(differences: [3, 1])?.probability == 0.5)
    #expect(PairedDifference(differences: []) == nil)
    let many = try #require(PairedDifference(differences: [Double](repeating: 0.1, count: 30)))
    #expect(many.probability == 1.0 / 20_001)
  }

  @Test func rowsAreComparedSubjectBySubject() throws {
    let (good, bad) = (scores([8, 9, 10], name: "good"), scores([1, 2, 3], name: "bad"))
    let table = IntervalTable([good, bad], references: [good])
    #expect(table.rows[0].differences[0] == nil)
    #expect(try #require(table.rows[1].differences[0]).mean < 0)
    #expect(table.rows[1].differences[0]?.probability == 0.25)
    let lines = table.csv.split(separator: "\n")
    #expect(lines.count == 3 && lines[0].contains("p against good") && lines[2].hasPrefix("bad,"))
  }

  /// A subject without fluid must not enter one row's mean because that row finds a pixel there.
  @Test func falseFluidChangesNoDenominator() throws {
    func row(_ falsePixels: Int) -> Scores {
      var evaluation = FluidEvaluation()
      for (found, labeled) in [(5, 10), (8, 10), (falsePixels, 0)] {
        evaluation.add(
          prediction: Raster(width: 10, height: 1, pixels: (0..<10).map { $0 < found ? 1 : 0 }),
          label: Raster(width: 10, height: 1, pixels: (0..<10).map { $0 < labeled ? 1 : 0 }),
          subject: "S\(evaluation.slices.count)")
      }
      return Scores(name: "row", settings: [:], evaluation: evaluation, frames: ["a", "b", "c"])
    }
    let (clean, wrong) = (row(0), row(2))
    #expect(clean.subjectMeanDice == wrong.subjectMeanDice && clean.subjectDice == wrong.subjectDice)
    #expect(FluidMean.subjects.dice(wrong.framesBySubject) == wrong.subjectMeanDice)
    #expect(wrong.pooledDice ?? 1 < clean.pooledDice ?? 0 && wrong.emptySliceSpecificity == 0)
    #expect(PairedDifference(clean, minus: wrong)?.subjects == 2)
    #expect(IntervalTable([wrong], references: []).csv.contains(",2\n"))
    let intervals = FluidMean.allCases.map { SubjectBootstrap().interval($0, of: wrong) }
    #expect(intervals.map { $0 != nil } == [true, false, false], "two subjects with fluid are too few")
  }

  @Test func aMissedFrameHasNoDistanceAndLesionsAreCounted() {
    let row = scores([0, 10])
    #expect(row.outlinedFrames == 1 && row.meanHausdorff95 == 0 && row.medianSurfaceDistance == 0)
    #expect(row.lesionRecall == 0.5 && row.lesionPrecision == 1)
    #expect(scores([0]).lesionF1 == 0 && scores([0]).meanHausdorff95 == nil)
  }
}
