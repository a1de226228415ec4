import Segmentation

/// What the original project printed for its models, to stand beside one's own numbers.
///
/// Source: the outputs of the notebooks of stages 5 and 6 (22 scans at 256 × 256, patients on both sides of
/// the split), and the README, whose rows differ from them in places. Percent; pixels pooled.
public struct PublishedScores: Sendable {
  /// Means of both classes, as the README has them; nil is not told.
  public struct README: Sendable {
    /// Mean Dice.
    public let meanDice: Double?
    /// Mean IoU.
    public let meanIoU: Double?
    /// Mean accuracy.
    public let meanAccuracy: Double?
  }

  /// Dice of fluid alone.
  public let fluidDice: Double
  /// Mean of both classes.
  public let meanDice: Double
  /// Mean of both classes.
  public let meanIoU: Double
  /// Mean of both classes.
  public let meanAccuracy: Double
  /// The README's numbers; nil where it leaves the row out.
  public let readme: README?
  /// Where README and notebook disagree about this row; empty where they agree.
  public let disagreement: String

  /// Stage 5, models retrained for 200 iterations, by the zoo's names.
  public static let retrained: [String: PublishedScores] = [
    "unet_fcn": .init(48.00, 73.82, 65.44, 68.77),
    "unet_pspnet": .init(44.91, 72.27, 64.11, 67.08, isInREADME: false, "left out of the README"),
    "unet_deeplabv3": .init(47.60, 73.63, 65.28, 67.53), "pspnet_r50": .init(0, 49.78, 49.57, 50.00),
    "fcn_r50": .init(0, 49.78, 49.57, 50.00), "deeplabv3_r50": .init(39.82, 69.74, 62.09, 62.91),
    "deeplabv3plus_r18": .init(0, 49.78, 49.57, 50.00),
  ]

  /// The seven models of stage 5 in the original's order.
  public static let retrainedModels = [
    "unet_fcn", "unet_pspnet", "unet_deeplabv3", "pspnet_r50", "fcn_r50", "deeplabv3_r50",
    "deeplabv3plus_r18",
  ]

  /// Stage 6, the nine configurations, by the rows' names in pipeline.yaml.
  public static let finetuned: [String: PublishedScores] = [
    "fcn-large": .init(55.23, 77.44, 68.72, 75.37),
    "fcn-small": .init(55.15, 77.37, 68.63, 78.26, iou: 68.32, "mIoU 68.32 against 68.63"),
    "fcn-whole-150": .init(43.12, 71.38, 63.39, 65.40, "called a crop of 256; there was none"),
    "fcn-whole-200": .init(
      47.93, 73.79, 65.41, 68.72, dice: 73.82, iou: 65.44, accuracy: 68.77,
      "called a crop of 256; there was none; the numbers are stage 5's"),
    "fcn-whole-300": .init(31.77, 65.70, 59.07, 60.04, "called a crop of 256; there was none"),
    "fcn-large-adam": .init(
      0, 49.78, 49.57, 50.00, isInREADME: false, "left out, called no significant improvement"),
    "fcn-large-dice": .init(55.63, 77.63, 68.90, 76.22, accuracy: 78.74, "mAcc is the focal row's"),
    "fcn-large-focal": .init(
      55.29, 77.44, 68.70, 78.74, dice: 77.40, accuracy: 76.22,
      "mDice 77.40 against 77.44; mAcc is the Dice row's"),
    "deeplabv3-large-dice": .init(
      59.09, 79.38, 70.64, 77.44, "hides another weight decay, schedule and auxiliary head"),
  ]

  /// The notebook's numbers; the README's are the same but for those that are named.
  private init(
    _ fluidDice: Double, _ meanDice: Double, _ meanIoU: Double, _ meanAccuracy: Double, dice: Double? = nil,
    iou: Double? = nil, accuracy: Double? = nil, isInREADME: Bool = true, _ disagreement: String = ""
  ) {
    self.fluidDice = fluidDice
    self.meanDice = meanDice
    self.meanIoU = meanIoU
    self.meanAccuracy = meanAccuracy
    self.disagreement = disagreement
    readme =
      isInREADME
      ? README(
        meanDice: dice ?? meanDice, meanIoU: iou ?? meanIoU, meanAccuracy: accuracy ?? meanAccuracy) : nil
  }
}
