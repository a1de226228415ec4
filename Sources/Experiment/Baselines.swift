public import Retina
import Segmentation
import Tensors

extension Exam {
  /// The row of copied masks, by which `LeakAlarm` tells a leak.
  static let copyNeighborName = "copy-neighbor"
  /// The row of the second grader: no trivial one, but how far two experts agree.
  public static let secondGraderName = "grader 2"

  /// The rows that have learned nothing: nothing, everything, the mask of the nearest training frame of the
  /// same eye, and the second grader where he graded every frame.
  public func baselines(frames: FrameSet, fold: Fold) throws -> [Scores] {
    try baselines(frames: frames, folds: [fold])
  }

  /// The same for the exam of several folds; what is copied comes from the training frames of the fold that
  /// judges the frame.
  public func baselines(frames: FrameSet, folds: [Fold]) throws -> [Scores] {
    let trivial = try TrivialBaseline.allCases.map { baseline in
      try scores(name: baseline.rawValue, settings: ["kind": "baseline"]) { question in
        baseline.prediction(width: question.label.width, height: question.label.height)
      }
    }
    let training = try Dictionary(
      uniqueKeysWithValues: folds.flatMap { fold in
        let known = try fold.training.filter { try frames.isGraded($0, by: 1) }
        return fold.validation.map { ($0, known) }
      })
    let neighbor = try scores(name: Self.copyNeighborName, settings: ["kind": "baseline"]) { question in
      try CopyNeighbor.mask(
        for: question.frame, training: training[question.frame] ?? [], width: question.label.width,
        height: question.label.height, masks: { try frames.mask($0) })
    }
    guard try questions.allSatisfy({ try frames.isGraded($0.frame, by: 2) }) else {
      return trivial + [neighbor]
    }
    let second = try scores(name: Self.secondGraderName, settings: ["kind": "baseline"]) { question in
      try frames.mask(question.frame, grader: 2)
    }
    return trivial + [neighbor, second]
  }
}

extension Exam {
  /// The rows judged once more, by the second grader: their masks as the stage before wrote them.
  ///
  /// `masks` are the rows' folders. No rows where grader 2 looked at none of the frames. Throws for a mask that
  /// is missing or damaged.
  public static func secondOpinion(
    rows: [Scores], masks: [String], frames: FrameSet, fold: Fold
  ) throws -> [Scores] {
    let isGraded = try fold.validation.contains {
      try frames.isGraded($0, by: 2) && frames.isGraded($0, by: 1)
    }
    guard isGraded else { return [] }
    let exam = try Exam(frames: frames, fold: fold, grader: 2, among: 1)
    return try zip(rows, masks).map { row, folder in
      try exam.scores(name: row.name, settings: row.settings) { question in
        try Raster(readingMask: PredictionGallery.maskPath(question.frame, in: folder))
      }
    }
  }
}
