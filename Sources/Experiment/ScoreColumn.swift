private import Foundation
import Segmentation

/// A column of a table of scores: what it is called, how it is written, where it comes from.
public struct ScoreColumn: Sendable {
  /// The heading, with the unit.
  public let title: String
  /// The value of a row; nil is undefined and shown as such.
  public let value: @Sendable (Scores) -> Double?

  /// How the value is written, as C's printf has it.
  public let format: String

  /// Whether a narrow table shows the column.
  public let isEssential: Bool

  /// A column of two decimals; the default is one that a narrow table leaves out.
  init(
    title: String, format: String = "%.2f", isEssential: Bool = false,
    value: @escaping @Sendable (Scores) -> Double?
  ) {
    self.title = title
    self.format = format
    self.isEssential = isEssential
    self.value = value
  }

  /// The columns of every table: fluid Dice in its three averages, the rest of fluid, MMSegmentation's means, in
  /// percent; then outlines, areas and lesions, in µm, mm² and percent.
  public static let all: [ScoreColumn] = [
    ScoreColumn(title: "fluid Dice, pooled %", isEssential: true) { percent($0.fluid.dice) },
    ScoreColumn(title: "fluid Dice, mean of subjects %", isEssential: true) { percent($0.subjectMeanDice) },
    ScoreColumn(title: "fluid Dice, mean of slices %") { percent($0.sliceMeanDice) },
    ScoreColumn(title: "fluid IoU %") { percent($0.fluid.iou) },
    ScoreColumn(title: "fluid precision %", isEssential: true) { percent($0.fluid.precision) },
    ScoreColumn(title: "fluid recall %", isEssential: true) { percent($0.fluid.recall) },
    ScoreColumn(title: "mDice %", isEssential: true) { percent($0.metric.mean(\.dice)) },
    ScoreColumn(title: "mAcc %") { percent($0.metric.mean(\.accuracy)) },
    ScoreColumn(title: "mIoU %") { percent($0.metric.mean(\.iou)) },
    ScoreColumn(title: "mFscore %") { percent($0.metric.mean(\.fscore)) },
    ScoreColumn(title: "empty slices right %") { percent($0.emptySliceSpecificity) },
    ScoreColumn(title: "HD95, mean µm", format: "%.1f") { $0.meanHausdorff95 },
    ScoreColumn(title: "HD95, median µm", format: "%.1f") { $0.medianHausdorff95 },
    ScoreColumn(title: "ASSD, mean µm", format: "%.1f") { $0.meanSurfaceDistance },
    ScoreColumn(title: "ASSD, median µm", format: "%.1f") { $0.medianSurfaceDistance },
    ScoreColumn(title: "slices with outlines", format: "%.0f") { Double($0.outlinedFrames) },
    ScoreColumn(title: "area bias mm²", format: "%+.3f") { $0.areaAgreement?.bias },
    ScoreColumn(title: "area, lower limit mm²", format: "%+.3f") { $0.areaAgreement?.lower },
    ScoreColumn(title: "area, upper limit mm²", format: "%+.3f") { $0.areaAgreement?.upper },
    ScoreColumn(title: "lesions found %") { percent($0.lesionRecall) },
    ScoreColumn(title: "lesions right %") { percent($0.lesionPrecision) },
    ScoreColumn(title: "lesion F1 %") { percent($0.lesionF1) },
  ]

  /// What a cell says: the value in the column's format, or "undefined".
  public func text(_ scores: Scores) -> String {
    value(scores).map { formatted($0, format) } ?? "undefined"
  }

  /// A share in percent with two decimals, or "undefined".
  public static func text(share: Double?) -> String {
    share.map { twoDecimals(100 * $0) + " %" } ?? "undefined"
  }

  private static func percent(_ share: Double?) -> Double? { share.map { 100 * $0 } }
}

/// A number with two decimals, rounded as C's `%.2f` does, so that files and pages say the same.
func twoDecimals(_ value: Double) -> String { formatted(value, "%.2f") }

/// A number as C's printf writes it.
func formatted(_ value: Double, _ format: String) -> String { String(format: format, value) }
