import Plots
public import Retina
public import Tensors

/// Predictions as pictures: files with an overlay and a mask for each frame, and scans with outlines for pages.
public struct PredictionGallery {
  /// The layers of every picture, in order.
  public enum Layer: Int, CaseIterable, Sendable {
    case missed, wrong, grader1, grader2, prediction
  }

  /// One picture: a frame with what was found, missed and falsely found.
  public struct Picture: Sendable {
    /// Which scan.
    public let frame: FrameID
    /// The scan with outlines.
    public let scan: ScanPicture
    /// RGB, small enough for a contact sheet.
    public let overlay: Raster
    /// The Dice of the frame, for sorting; nil where neither has fluid.
    public let dice: Double?

    /// The frame with its Dice.
    public var caption: String { "\(frame), Dice \(ScoreColumn.text(share: dice))" }
    /// What the picture shows, for those who cannot see it.
    public var alt: String {
      "Scan \(frame) with the outlines of graders and prediction: Dice \(ScoreColumn.text(share: dice))"
    }
  }

  /// Every picture so far.
  public private(set) var pictures: [Picture] = []
  private let folder: String
  private let masks: String
  private let frames: FrameSet

  /// A gallery that writes pictures into a folder and masks into another; the second grader's masks are those
  /// of `frames`.
  public init(folder: String, masks: String, frames: FrameSet) {
    self.folder = folder
    self.masks = masks
    self.frames = frames
  }

  /// Writes `FRAME.png` into both folders, an overlay and a mask; throws `PNGError` when it cannot.
  public mutating func add(_ question: Exam.Question, prediction: Raster) throws {
    let (image, label) = (question.image, question.label)
    let overlay = Overlay.filled(scan: image, prediction: prediction, reference: label)
    try overlay.writePNG(to: "\(folder)/\(question.frame).png")
    try prediction.writeMask(to: Self.maskPath(question.frame, in: masks))
    let missed = label.without(prediction)
    let wrong = prediction.without(label)
    let second = try frames.isGraded(question.frame, by: 2) ? frames.mask(question.frame, grader: 2) : nil
    let masks: [Layer: Raster?] = [
      .missed: missed, .wrong: wrong, .grader1: label, .grader2: second, .prediction: prediction,
    ]
    let sum = label.set + prediction.set
    let both = label.set - missed.set
    pictures.append(
      Picture(
        frame: question.frame,
        scan: ScanPicture(image, outlines: Layer.allCases.map { layer in masks[layer] ?? nil }),
        overlay: overlay.thumbnail(), dice: sum == 0 ? nil : 2 * Double(both) / Double(sum)))
  }

  /// Where a frame's predicted mask lies in a gallery's folder of masks.
  public static func maskPath(_ frame: FrameID, in folder: String) -> String {
    "\(folder)/\(frame).png"
  }

  /// All pictures under the names of their groups: the worst, the median and the best, at most `count` each,
  /// then the rest; those without fluid come last.
  public func groups(of count: Int = 4) -> [(name: String, pictures: [Picture])] {
    let sorted = pictures.filter { $0.dice != nil }.sorted {
      ($0.dice ?? 0, $0.frame) < ($1.dice ?? 0, $1.frame)
    }
    guard sorted.count > 3 * count else { return named([("from worst to best", sorted)]) }
    let middle = (sorted.count - count) / 2
    let median = max(count, min(middle, sorted.count - 2 * count))..<min(middle + count, sorted.count - count)
    let rest = sorted[count..<median.lowerBound] + sorted[median.upperBound..<sorted.count - count]
    return named([
      ("worst", Array(sorted.prefix(count))), ("median", Array(sorted[median])),
      ("best", Array(sorted.suffix(count))), ("all others, from worst to best", Array(rest)),
    ])
  }

  /// The worst, the median and the best as one picture, from worst to best; at most four in a row.
  public func sheet() -> Raster {
    let telling = groups().prefix(3).flatMap(\.pictures).map(\.overlay)
    return telling.isEmpty ? Raster(width: 1, height: 1) : ContactSheet.sheet(telling, columns: 4)
  }

  private func named(_ groups: [(name: String, pictures: [Picture])]) -> [(name: String, pictures: [Picture])]
  {
    let empty = pictures.filter { $0.dice == nil }
    return (groups + [("without fluid in label and prediction", empty)]).filter { !$0.pictures.isEmpty }
  }
}

extension Raster {
  /// The pixels that are set here and not there.
  fileprivate func without(_ other: Raster) -> Raster {
    Raster(
      width: width, height: height,
      pixels: zip(pixels, other.pixels).map { $0 != 0 && $1 == 0 ? 1 : 0 })
  }

  /// How many pixels are set.
  fileprivate var set: Int { pixels.count { $0 != 0 } }
}
