public import Retina
import Segmentation
public import Tensors

/// The validation frames of a fold with their labels: what every model and every baseline is judged by.
public struct Exam: Sendable {
  /// One question: a frame, its image, and what the grader marked.
  public struct Question: Sendable {
    /// Which scan.
    public let frame: FrameID
    /// The gray image.
    public let image: Raster
    /// 0 and 1.
    public let label: Raster
    /// The distance between the image's pixels in tissue.
    public let pitch: PixelPitch
  }

  /// The frames in the order of the fold.
  public let questions: [Question]

  /// Reads the frames of a fold that `grader` (1 by default) looked at, of those that `other` looked at, too, where
  /// one is named.
  ///
  /// Throws `RetinaError` for damaged files and `ExperimentError` when there is no such frame.
  public init(frames: FrameSet, fold: Fold, grader: Int = 1, among other: Int? = nil) throws {
    try self.init(frames: frames, folds: [fold], grader: grader, among: other)
  }

  /// Reads the validation frames of several folds, one fold after the other; throws as for one.
  ///
  /// Traps when a frame is to be judged in two folds: every scan is to be predicted once.
  public init(frames: FrameSet, folds: [Fold], grader: Int = 1, among other: Int? = nil) throws {
    let validation = folds.flatMap(\.validation)
    precondition(Set(validation).count == validation.count, "a frame is judged in two folds")
    func isAsked(_ id: FrameID) throws -> Bool {
      try frames.isGraded(id, by: grader) && (other.map { try frames.isGraded(id, by: $0) } ?? true)
    }
    questions = try validation.filter(isAsked).map { id in
      Question(
        frame: id, image: try frames.image(id), label: try frames.mask(id, grader: grader),
        pitch: try frames.pitch(id))
    }
    guard !questions.isEmpty else {
      throw ExperimentError.file(
        path: frames.folder,
        expected: "validation frames of fold \(folds.map(\.name).joined(separator: ", ")) that grader "
          + "\(grader) graded",
        found: "none")
    }
  }

  /// Asks for a prediction of every frame and scores them; `then` gets each as it comes, with its number.
  public func scores(
    name: String, settings: [String: String] = [:], predict: (Question) throws -> Raster,
    then: (Int, Question, Raster) throws -> Void = { _, _, _ in }
  ) rethrows -> Scores {
    var evaluation = FluidEvaluation()
    for (index, question) in questions.enumerated() {
      let prediction = try predict(question)
      evaluation.add(
        prediction: prediction, label: question.label, subject: question.frame.subject.description,
        pitch: SlicePitch(axial: question.pitch.axial, lateral: question.pitch.lateral))
      try then(index, question, prediction)
    }
    return Scores(
      name: name, settings: settings, evaluation: evaluation, frames: questions.map(\.frame.description))
  }
}
