/// A place where the original's README says something else than its notebooks show.
public struct PublishedDisagreement: Sendable {
  /// What it is about.
  public let place: String
  /// What the README says.
  public let readme: String
  /// What the notebooks show.
  public let notebook: String

  /// All of them.
  ///
  /// Source: the original's README against the outputs and configurations of its notebooks.
  public static let all: [PublishedDisagreement] = [
    .init("crop of four rows", "256 × 256", "none: whole frames at 512 × 512, enlarged from 256"),
    .init("FCN, crop 288: mIoU", "68.32", "68.63"),
    .init("FCN, focal loss: mDice", "77.40", "77.44"),
    .init("FCN, focal loss: mAcc", "76.22", "78.74"),
    .init("FCN, Dice loss: mAcc", "78.74", "76.22"),
    .init("FCN with Adam", "left out: no significant improvement", "collapsed: no fluid found"),
    .init(
      "models that were retrained", "the six best of stage 4",
      "seven, two of the worst among them; DeepLabV3+ of VOC, the sixth, is not"),
    .init("heads that were finetuned", "FCN, PSPNet, DeepLabV3", "FCN and DeepLabV3"),
    .init("FCN, 200 iterations, no crop", "73.82 mDice", "73.79; the README's is stage 5's run"),
    .init("images that the UNet was pretrained on", "thousands", "15 of the 45 of HRF"),
    .init(
      "preprocessed frames", "made by stage 2's notebook", "made by another program, Pillow's bicubic filter"),
    .init(
      "models that find nothing in stage 5", "did better in stage 4, probably by background alone",
      "background alone scores 0 there"),
    .init(
      "the best row", "another head and loss",
      "also weight decay 0.0001, a constant rate, an auxiliary head of one channel"),
  ]

  private init(_ place: String, _ readme: String, _ notebook: String) {
    self.place = place
    self.readme = readme
    self.notebook = notebook
  }
}
