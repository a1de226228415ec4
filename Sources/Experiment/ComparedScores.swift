import Segmentation

/// A row of one's own with the row of the original that it repeats.
public struct ComparedScores: Sendable {
  /// One's own.
  public let scores: Scores
  /// The original's; nil when it has no such row.
  public let published: PublishedScores?

  /// Brings rows together with those of the same name.
  public static func of(_ rows: [Scores], _ published: [String: PublishedScores]) -> [ComparedScores] {
    rows.map { ComparedScores(scores: $0, published: published[$0.name]) }
  }

  /// Fluid Dice of all pixels in percent; nothing found counts 0, as in the published column.
  public var fluidDice: Double? { scores.pooledDice.map { 100 * $0 } }
  /// The difference in percentage points.
  public var fluidDelta: Double? { difference(fluidDice, published?.fluidDice) }
  /// The mean of both classes in percent.
  public var meanDice: Double? { scores.metric.mean(\.dice).map { 100 * $0 } }
  /// The difference in percentage points.
  public var meanDelta: Double? { difference(meanDice, published?.meanDice) }

  private func difference(_ one: Double?, _ other: Double?) -> Double? {
    guard let one, let other else { return nil }
    return one - other
  }
}

/// A column of the table beside the published numbers.
public struct ComparedColumn: Sendable {
  /// The heading, with the unit.
  public let title: String
  /// How the value is written, as C's printf has it.
  public let format: String
  /// The value of a row; nil is not told.
  public let value: @Sendable (ComparedScores) -> Double?

  /// Fluid Dice and the three means: one's own, the notebook's, the README's, and the difference to the
  /// notebook's.
  public static let all: [ComparedColumn] =
    [
      .init(title: "fluid Dice", format: "%.2f") { $0.fluidDice },
      .init(title: "notebook: fluid Dice", format: "%.2f") { $0.published?.fluidDice },
      .init(title: "difference", format: "%+.2f") { $0.fluidDelta },
      .init(title: "mDice", format: "%.2f") { $0.meanDice },
      .init(title: "notebook: mDice", format: "%.2f") { $0.published?.meanDice },
      .init(title: "README: mDice", format: "%.2f") { $0.published?.readme?.meanDice },
      .init(title: "mDice difference", format: "%+.2f") { $0.meanDelta },
      .init(title: "mIoU", format: "%.2f") { $0.scores.metric.mean(\.iou).map { 100 * $0 } },
      .init(title: "notebook: mIoU", format: "%.2f") { $0.published?.meanIoU },
      .init(title: "README: mIoU", format: "%.2f") { $0.published?.readme?.meanIoU },
      .init(title: "mAcc", format: "%.2f") { $0.scores.metric.mean(\.accuracy).map { 100 * $0 } },
      .init(title: "notebook: mAcc", format: "%.2f") { $0.published?.meanAccuracy },
      .init(title: "README: mAcc", format: "%.2f") { $0.published?.readme?.meanAccuracy },
    ]
}
