/// What the original printed in stage 4, in percent: means over scans, with classifiers drawn anew for each.
public struct ReportedRanking: Sendable {
  /// The zoo's name.
  public let model: String
  /// Mean IoU and Dice over scans, empty scans counted as 0.
  public let iou: Double, dice: Double
  /// The mean over scans and columns of each column's F score.
  public let fscore: Double

  /// All eight.
  ///
  /// Source: the output of the notebook of stage 4.
  public static let all: [ReportedRanking] = [
    .init(model: "unet_pspnet", iou: 0.454, dice: 0.885, fscore: 0.093),
    .init(model: "unet_fcn", iou: 0.228, dice: 0.447, fscore: 0.052),
    .init(model: "unet_deeplabv3", iou: 0.225, dice: 0.438, fscore: 0.041),
    .init(model: "pspnet_r50", iou: 0.531, dice: 1.032, fscore: 0.991),
    .init(model: "deeplabv3_r50", iou: 0.599, dice: 1.161, fscore: 0.709),
    .init(model: "deeplabv3plus_r50", iou: 0.400, dice: 0.767, fscore: 0.709),
    .init(model: "deeplabv3plus_r18", iou: 0.776, dice: 1.498, fscore: 1.302),
    .init(model: "fcn_r50", iou: 0.722, dice: 1.392, fscore: 0.929),
  ]
}
