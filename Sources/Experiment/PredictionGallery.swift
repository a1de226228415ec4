import Plots
public import Retina
public import Tensors

/// Predictions as pictures: files with an overlay and a mask for each frame, and the overlays in memory.
public struct PredictionGallery {
  /// One picture: a frame with what was found, missed and falsely found.
  public struct Picture: Sendable {
    /// Which scan.
    public let frame: FrameID
    /// RGB.
    public let overlay: Raster
    /// The Dice of the frame, for sorting; nil where neither has fluid.
    public let dice: Double?

    /// The frame with its Dice.
    public var caption: String { "\(frame), Dice \(ScoreColumn.text(share: dice))" }
    /// What the picture shows, for those who cannot see it.
    public var alt: String {
      "Scan \(frame) with fluid found in green, missed in orange, false in purple: "
        + "Dice \(ScoreColumn.text(share: dice))"
    }
  }

  /// Every picture so far.
  public private(set) var pictures: [Picture] = []
  private let folder: String

  /// A gallery that writes into a folder.
  public init(folder: String) { self.folder = folder }

  /// Writes `FRAME.png` (overlay) and `FRAME_mask.png`; throws `PNGError` when it cannot.
  public mutating func add(_ question: Exam.Question, prediction: Raster) throws {
    let overlay = Overlay.filled(scan: question.image, prediction: prediction, reference: question.label)
    try overlay.writePNG(to: "\(folder)/\(question.frame).png")
    try prediction.writeMask(to: "\(folder)/\(question.frame)_mask.png")
    let found = zip(prediction.pixels, question.label.pixels)
    let sum = found.reduce(0) { $0 + ($1.0 == 0 ? 0 : 1) + ($1.1 == 0 ? 0 : 1) }
    let both = found.reduce(0) { $0 + ($1.0 != 0 && $1.1 != 0 ? 1 : 0) }
    pictures.append(
      Picture(
        frame: question.frame, overlay: overlay, dice: sum == 0 ? nil : 2 * Double(both) / Double(sum)))
  }

  /// The worst and the best frames that hold fluid, worst first, at most `count` in all.
  public func telling(_ count: Int) -> [Picture] {
    let sorted = pictures.filter { $0.dice != nil }.sorted {
      ($0.dice ?? 0, $0.frame) < ($1.dice ?? 0, $1.frame)
    }
    guard sorted.count > count else { return sorted }
    return Array(sorted.prefix(count / 2) + sorted.suffix(count - count / 2))
  }
}
