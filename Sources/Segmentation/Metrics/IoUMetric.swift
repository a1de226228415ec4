/// The scores that MMSegmentation's IoUMetric prints, from pixels pooled over all images.
///
/// Means leave undefined classes out, which makes a collapsed model's mean F-score look perfect (99.57 in the
/// original's failed runs): read `isCollapsed` first. Source: mmseg/evaluation/metrics/iou_metric.py.
public struct IoUMetric: Sendable, Hashable, Codable {
  /// The scores of every class, background first.
  public let classes: [ClassScores]
  /// All right pixels of all labeled ones (`aAcc`); nil without pixels.
  public let pixelAccuracy: Double?
  /// True if some class but the first was labeled and never once predicted.
  public let isCollapsed: Bool
  /// What undefined scores count as in means; nil leaves them out, MMSegmentation's default.
  public let undefinedAs: Double?

  /// Scores the counts.
  ///
  /// `beta` weighs recall in the F-score, 1 by default; `undefinedAs` is MMSegmentation's `nan_to_num`.
  public init(_ counts: PixelCounts, beta: Double = 1, undefinedAs: Double? = nil) {
    classes = (0..<counts.classes).map { ClassScores(counts, $0, beta: beta) }
    pixelAccuracy = ratio(
      Double(counts.intersection.reduce(0, +)), Double(counts.labeled.reduce(0, +)))
    isCollapsed = (1..<max(1, counts.classes)).contains {
      counts.labeled[$0] > 0 && counts.predicted[$0] == 0
    }
    self.undefinedAs = undefinedAs
  }

  /// The mean of one score over the classes where it is defined; nil if there is none.
  public func mean(_ score: (ClassScores) -> Double?) -> Double? {
    let values = classes.compactMap { score($0) ?? undefinedAs }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The line that MMSegmentation prints: percentages rounded to two digits; undefined ones are left out.
  public var summary: [String: Double] {
    let scores: [(String, Double?)] = [
      ("aAcc", pixelAccuracy), ("mIoU", mean(\.iou)), ("mAcc", mean(\.accuracy)), ("mDice", mean(\.dice)),
      ("mFscore", mean(\.fscore)), ("mPrecision", mean(\.precision)), ("mRecall", mean(\.recall)),
    ]
    return Dictionary(
      uniqueKeysWithValues: scores.compactMap { name, score in
        score.map { (name, ($0 * 10_000).rounded(.toNearestOrEven) / 100) }
      })
  }
}
