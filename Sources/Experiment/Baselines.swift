public import Retina
import Segmentation
import Tensors

extension Exam {
  /// The rows that have learned nothing: nothing, everything, the mask of the nearest training frame of the
  /// same eye, and the second grader where he graded every frame.
  public func baselines(frames: FrameSet, fold: Fold) throws -> [Scores] {
    let trivial = try TrivialBaseline.allCases.map { baseline in
      try scores(name: baseline.rawValue, settings: ["kind": "baseline"]) { question in
        baseline.prediction(width: question.label.width, height: question.label.height)
      }
    }
    let training = try fold.training.filter { try frames.isGraded($0, by: 1) }
    let neighbor = try scores(name: "copy-neighbor", settings: ["kind": "baseline"]) { question in
      try CopyNeighbor.mask(
        for: question.frame, training: training, width: question.label.width,
        height: question.label.height, masks: { try frames.mask($0) })
    }
    guard try questions.allSatisfy({ try frames.isGraded($0.frame, by: 2) }) else {
      return trivial + [neighbor]
    }
    let second = try scores(name: "grader 2", settings: ["kind": "baseline"]) { question in
      try frames.mask(question.frame, grader: 2)
    }
    return trivial + [neighbor, second]
  }
}
