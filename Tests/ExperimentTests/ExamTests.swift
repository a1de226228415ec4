import Retina
import Segmentation
import Tensors
import Testing

@testable import Experiment

@Suite struct ExamTests {
  @Test func baselinesTellALeak() throws {
    try PhantomFrames.with { frames in
      func rows(_ fold: Fold) throws -> [String: Scores] {
        let rows = try Exam(frames: frames, fold: fold).baselines(frames: frames, fold: fold)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0) })
      }
      let sound = try rows(frames.soundFold)
      #expect(Set(sound.keys) == ["nothing", "everything", "copy-neighbor", "grader 2"])
      #expect(sound["copy-neighbor"]?.pooledDice == 0 && sound["copy-neighbor"]?.isCollapsed == true)
      #expect(sound["nothing"]?.isCollapsed == true)
      #expect(sound["everything"]?.fluid.recall == 1)
      #expect(try #require(sound["grader 2"]?.pooledDice) > 0.3)
      #expect(try #require(rows(frames.leakingFold)["copy-neighbor"]?.pooledDice) > 0)
    }
  }

  /// A scan that the second grader alone graded is no question of the first one's exam.
  @Test func aSecondOpinionIsOfTheSameScans() throws {
    let generator = PhantomGenerator(seed: 17, height: 48, width: 64, slices: 9, graded: 4)
    let volumes = (1...2).map { number in
      let volume = generator.volume(subject: Subject(number))
      let first = volume.graded.first?.slice
      return Volume(
        subject: volume.subject,
        scans: volume.scans.map { scan in
          scan.slice == first
            ? BScan(slice: scan.slice, image: scan.image, gradings: [.ungraded, scan.gradings[1]]) : scan
        })
    }
    try PhantomFrames.of(volumes) { frames in
      let fold = frames.soundFold
      let exam = try Exam(frames: frames, fold: fold)
      let second = try Exam(frames: frames, fold: fold, grader: 2, among: 1)
      #expect(second.questions.map(\.frame) == exam.questions.map(\.frame) && exam.questions.count == 3)
      #expect(try Exam(frames: frames, fold: fold, grader: 2).questions.count == 4)
    }
  }

  @Test func withoutAGradedFrameThereIsNoExam() throws {
    try PhantomFrames.with { frames in
      let fold = Fold(name: "empty", training: [], validation: [])
      let foreign = FrameID(subject: Subject(9), slice: 0)
      for fold in [
        Fold(name: "x", training: [], validation: [foreign]),
        Fold(
          name: "x", training: frames.soundFold.training + [foreign], validation: frames.soundFold.validation),
      ] {
        #expect(throws: RetinaError.self) {
          try Exam(frames: frames, fold: fold).baselines(frames: frames, fold: fold)
        }
      }
      #expect(throws: ExperimentError.self) { try Exam(frames: frames, fold: fold) }
      #expect(throws: ExperimentError.self) { try FoldSamples(frames: frames, fold: fold, seed: 1) }
    }
  }
}
