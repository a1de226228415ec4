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
