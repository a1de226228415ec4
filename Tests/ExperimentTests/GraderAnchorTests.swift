import Foundation
import Retina
import Segmentation
import Testing

@testable import Experiment

/// The Duke volumes beside the project.
enum DukeVolumes {
  static let folder =
    (ProcessInfo.processInfo.environment["FOVEA_SHARED"]
      ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared").path)
    + "/data/duke-dme"
  static let areAtHand = FileManager.default.fileExists(atPath: folder)
}

/// Grader 2 as if he were a model, against grader 1: figures that others computed from the same volumes, at
/// 11.46 µm between columns, the middle of the eyes' 10.94 to 11.98 µm.
@Suite(.enabled(if: DukeVolumes.areAtHand, "needs the Duke volumes beside the project"))
struct GraderAnchorTests {
  private static let graders = Result {
    var evaluation = FluidEvaluation()
    var names: [String] = []
    for path in try Volume.files(in: DukeVolumes.folder) {
      let volume = try Volume(path: path)
      for scan in volume.graded {
        guard let label = scan.gradings[0].mask, let prediction = scan.gradings[1].mask else { continue }
        evaluation.add(
          prediction: prediction, label: label, subject: volume.subject.description,
          pitch: SlicePitch(axial: volume.pitch.axial, lateral: 11.46))
        names.append(FrameID(subject: volume.subject, slice: scan.slice).description)
      }
    }
    return Scores(name: "grader 2", settings: [:], evaluation: evaluation, frames: names)
  }

  private func expect(
    _ value: Double?, _ anchor: Double, within tolerance: Double, at place: SourceLocation = #_sourceLocation
  ) throws {
    let value = try #require(value, sourceLocation: place)
    #expect(abs(value - anchor) <= tolerance, "\(value)", sourceLocation: place)
  }

  @Test func diceHasThreeMeans() throws {
    let scores = try Self.graders.get()
    #expect(scores.frames.count == 110 && scores.frames.count { $0.labeled > 0 } == 78)
    try expect(scores.pooledDice, 0.689, within: 0.0005)
    try expect(scores.sliceMeanDice, 0.576, within: 0.0005)
    try expect(scores.subjectMeanDice, 0.633, within: 0.0005)
  }

  @Test func theIntervalIsTheOneThatOthersFound() throws {
    let interval = try #require(SubjectBootstrap().interval(.subjects, of: Self.graders.get()))
    try expect(interval.lowerBound, 0.57, within: 0.01)
    try expect(interval.upperBound, 0.69, within: 0.01)
  }

  @Test func outlinesLieAsFarApart() throws {
    let scores = try Self.graders.get()
    #expect(scores.outlinedFrames == 73)
    try expect(scores.meanHausdorff95, 614, within: 1)
    try expect(scores.medianHausdorff95, 275, within: 1)
    try expect(scores.meanSurfaceDistance, 121, within: 1)
    try expect(scores.medianSurfaceDistance, 57, within: 1)
  }

  @Test func areasAgreeAsFar() throws {
    let agreement = try #require(Self.graders.get().areaAgreement)
    try expect(agreement.bias, 0.027, within: 0.001)
    try expect(agreement.lower, -0.120, within: 0.002)
    try expect(agreement.upper, 0.175, within: 0.002)
  }

  @Test func lesionsAreThoseThatOthersCounted() throws {
    #expect(try Self.graders.get().frames.compactMap(\.shape).reduce(0) { $0 + $1.lesions } == 487)
  }
}
