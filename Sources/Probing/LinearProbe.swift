public import BLAS
public import Experiment
public import Retina
import Segmentation
import Tensors

/// What frozen features can tell: fluid as a linear function of them, fitted in closed form.
///
/// Only the classifier is replaced, by ridge regression on the features that it sees; so a net's rank says what
/// it knows, not what chance its new classifier drew. Some training subjects are fitted on and the others
/// judge: validation scans are never looked at, and what the probe chooses is not chosen on them.
public struct LinearProbe: Sendable {
  /// What a net's features reached.
  public struct Result: Sendable, Hashable {
    /// The net.
    public let name: String
    /// Pooled fluid Dice on the judging subjects' scans; nil where nothing is fluid.
    public let dice: Double?
    /// The number of features.
    public let features: Int
  }

  /// Scans to fit on and to judge by.
  public let fit: [Exam.Question], judge: [Exam.Question]
  /// Features of so many bytes are kept between the fit and its threshold; those of further scans are computed
  /// twice.
  private static let memory = 1 << 28
  private let penalty: Double
  private let scale: Double
  private let blas: OpenBLAS

  /// Divides the training subjects of a fold: the second, fifth, eighth … judge, the others are fitted on.
  ///
  /// At most `most` scans of each, evenly spread, enlarged by `scale` before a net sees them.
  /// Throws `ExperimentError.parameter` with fewer than two training scans, and for damaged files.
  public init(
    frames set: FrameSet, fold: Fold, atMost most: Int, penalty: Double, scale: Double, blas: OpenBLAS
  ) throws {
    let training = try fold.training.filter { try set.isGraded($0, by: 1) }.sorted()
    let subjects = Set(training.map(\.subject)).sorted()
    let judges = Set(subjects.indices.filter { $0 % 3 == 1 }.map { subjects[$0] })
    // Of a single subject every second scan judges.
    let judging =
      judges.isEmpty
      ? training.indices.filter { $0 % 2 == 1 }.map { training[$0] }
      : training.filter { judges.contains($0.subject) }
    guard !judging.isEmpty else {
      throw ExperimentError.parameter(
        name: "split", expected: "two training scans at least, one to fit a probe on and one to judge it",
        found: "\(training.count)")
    }
    func questions(_ isJudge: Bool) throws -> [Exam.Question] {
      let all = training.filter { judging.contains($0) == isJudge }
      let count = min(most, all.count)
      let chosen = (0..<count).map { all[(2 * $0 + 1) * all.count / (2 * count)] }
      return try Exam(frames: set, fold: Fold(name: fold.name, training: [], validation: chosen)).questions
    }
    fit = try questions(false)
    judge = try questions(true)
    (self.penalty, self.scale, self.blas) = (penalty, scale, blas)
  }

  /// Fits and judges a net; `step` is called after each scan.
  ///
  /// The threshold of the linear function is the one with the best Dice on the scans of the fit. Throws
  /// `ExperimentError` for features that are not finite, and `OpenBLASError`.
  public func result(of examinee: Examinee, step: () -> Void = {}) throws -> Result {
    var regression: RidgeRegression?
    var kept: [FeatureMap] = []
    for question in fit {
      let features = try FeatureMap(of: examinee, question, scale: scale)
      var sums = regression ?? RidgeRegression(columns: features.channels, blas: blas)
      features.forEachPiece { rows, targets in sums.add(rows, targets: targets) }
      regression = sums
      if (kept.count + 1) * features.bytes <= Self.memory { kept.append(features) }
      step()
    }
    guard let regression else { preconditionFailure("a probe without scans to fit on") }
    let weights = try regression.solution(penalty: penalty)
    var fitted = DiceCurve()
    for (index, question) in fit.enumerated() {
      let features =
        index < kept.count ? kept[index] : try FeatureMap(of: examinee, question, scale: scale)
      fitted.add(features.scores(weights), question.label)
    }
    let threshold = fitted.bestThreshold
    var counts = DiceCurve()
    for question in judge {
      counts.add(try FeatureMap(of: examinee, question, scale: scale).scores(weights), question.label)
      step()
    }
    return Result(
      name: examinee.model.name, dice: counts.dice(above: threshold), features: regression.columns)
  }

  /// How often `step` is called for a net.
  public var steps: Int { fit.count + judge.count }
}
