/// A row of the zoo: one model that MMSegmentation publishes, under its own names.
public struct ZooModel: Sendable, Hashable {
  /// The short name that stages and tables use, such as `unet_fcn`.
  public let name: String
  /// MMSegmentation's configuration, without folder and `.py`.
  public let configuration: String
  /// The published checkpoint's file name without `.pth`.
  public let checkpoint: String
  /// Backbone and heads at the published width, two classes.
  public let architecture: Architecture
  /// How the configuration predicts.
  public let inference: InferenceMode
  /// The size of the square crops that it was trained on.
  public let cropSize: Int
  /// The classes of the published checkpoint, whose classifiers a transfer leaves behind if they are not two.
  public let publishedClasses: Int
  /// The iteration at which the published poly schedule ends.
  public let scheduleEnd: Int
}
