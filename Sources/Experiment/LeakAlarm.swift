public import Retina

/// Whether a fold can be answered without looking at an image: by the mask of the nearest training scan of
/// the same eye.
///
/// A split that keeps subjects apart leaves nothing to copy. Where the alarm rings, every score of the fold is
/// too good; `copied` says what is reached without a look at any image.
public struct LeakAlarm: Equatable, Sendable, CustomStringConvertible {
  /// The fold's name.
  public let fold: String
  /// The subjects on both sides.
  public let shared: [Subject]
  /// The pooled fluid Dice of the copied masks, 0 to 1; nil where nothing is fluid.
  public let copied: Double?

  /// The alarm of a fold; `baselines` are its rows that have learned nothing.
  public init(_ fold: Fold, baselines: [Scores]) {
    self.fold = fold.name
    shared = fold.sharedSubjects
    copied = baselines.first { $0.name == Exam.copyNeighborName }?.pooledDice
  }

  /// Whether an eye stands on both sides.
  public var isRinging: Bool { !shared.isEmpty }

  /// One or two sentences for pages and terminals.
  public var description: String {
    let score = ScoreColumn.text(share: copied)
    guard isRinging else {
      return "No leak: no subject stands on both sides of fold \(fold); copied masks score \(score)."
    }
    return
      "LEAK ALARM: \(shared.count) subjects stand on both sides of fold \(fold). Copying the mask of the "
      + "nearest training scan of the same eye scores \(score) fluid Dice without a look at the image."
  }
}
