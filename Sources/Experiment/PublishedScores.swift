import Segmentation

/// What the original project printed for its models, to stand beside one's own numbers.
///
/// Source: the outputs of the notebooks of stages 5 and 6 (22 scans at 256 × 256, patients on both sides of
/// the split), not the README, whose rows differ from them in places. Percent; pixels pooled.
public struct PublishedScores: Sendable {
  /// Dice of fluid alone.
  public let fluidDice: Double
  /// Mean of both classes.
  public let meanDice: Double
  /// Mean of both classes.
  public let meanIoU: Double

  /// Stage 5, models retrained for 200 iterations, by the zoo's names.
  public static let retrained: [String: PublishedScores] = [
    "unet_fcn": .init(48.00, 73.82, 65.44), "unet_pspnet": .init(44.91, 72.27, 64.11),
    "unet_deeplabv3": .init(47.60, 73.63, 65.28), "pspnet_r50": .init(0, 49.78, 49.57),
    "fcn_r50": .init(0, 49.78, 49.57), "deeplabv3_r50": .init(39.82, 69.74, 62.09),
    "deeplabv3plus_r18": .init(0, 49.78, 49.57),
  ]

  /// Stage 6, the nine configurations, by the rows' names in pipeline.yaml.
  public static let finetuned: [String: PublishedScores] = [
    "fcn-large": .init(55.23, 77.44, 68.72), "fcn-small": .init(55.15, 77.37, 68.63),
    "fcn-whole-150": .init(43.12, 71.38, 63.39), "fcn-whole-200": .init(47.93, 73.79, 65.41),
    "fcn-whole-300": .init(31.77, 65.70, 59.07), "fcn-large-adam": .init(0, 49.78, 49.57),
    "fcn-large-dice": .init(55.63, 77.63, 68.90), "fcn-large-focal": .init(55.29, 77.44, 68.70),
    "deeplabv3-large-dice": .init(59.09, 79.38, 70.64),
  ]

  private init(_ fluidDice: Double, _ meanDice: Double, _ meanIoU: Double) {
    self.fluidDice = fluidDice
    self.meanDice = meanDice
    self.meanIoU = meanIoU
  }
}

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
