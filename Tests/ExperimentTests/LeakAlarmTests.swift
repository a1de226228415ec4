import Foundation
import Retina
import Testing

@testable import Experiment

/// Trains nothing: the alarm rings where subjects stand on both sides, and only there.
@Suite struct LeakAlarmTests {
  /// Ten phantom eyes with eleven graded scans each, as many as the published split wants.
  @Test func phantomsRingAsPublishedAndAreQuietBySubjects() throws {
    let generator = PhantomGenerator(seed: 17, height: 64, width: 96, wetness: 2.5)
    try PhantomFrames.of((1...10).lazy.map { generator.volume(subject: Subject($0)) }) { frames in
      let published = try alarm(.published, fold: 0, of: frames)
      #expect(published.isRinging && published.shared.count == 9)
      #expect(try #require(published.copied) > 0.2)
      try expectQuiet(of: frames)
    }
  }

  @Test(.enabled(if: DukeVolumes.areAtHand, "needs the Duke volumes in ../shared/data/duke-dme"))
  func eyesRingAsPublishedAndAreQuietBySubjects() throws {
    let volumes = try Volume.files(in: DukeVolumes.folder).map { try Volume(path: $0) }
    try PhantomFrames.of(volumes, .square(side: 256, filter: .bicubic)) { frames in
      let published = try alarm(.published, fold: 0, of: frames)
      #expect(published.isRinging && published.shared.count == 9)
      #expect(abs(try #require(published.copied) - 0.4986) < 0.0005, "\(published)")
      try expectQuiet(of: frames)
    }
  }

  @Test func itSaysWhatItKnows() {
    let one = FrameID(subject: Subject(3), slice: 1)
    let two = FrameID(subject: Subject(3), slice: 2)
    let leak = LeakAlarm(Fold(name: "x", training: [one], validation: [two]), baselines: [])
    #expect(leak.description.hasPrefix("LEAK ALARM: 1 subjects stand on both sides of fold x."))
    let sound = LeakAlarm(Fold(name: "y", training: [], validation: [two]), baselines: [])
    #expect(
      sound.description
        == "No leak: no subject stands on both sides of fold y; copied masks score undefined.")
  }

  private func expectQuiet(of frames: FrameSet) throws {
    for fold in 0..<5 {
      let subjects = try alarm(.subjects, fold: fold, of: frames)
      #expect(!subjects.isRinging && (subjects.copied ?? 0) == 0, "\(subjects)")
    }
  }

  private func alarm(_ rule: SplitRule, fold: Int, of frames: FrameSet) throws -> LeakAlarm {
    let fold = try Split(rule, of: frames.manifest).folds[fold]
    return LeakAlarm(
      fold, baselines: try Exam(frames: frames, fold: fold).baselines(frames: frames, fold: fold))
  }
}
