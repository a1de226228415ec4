/// The three averages of fluid Dice, each computed from frames alone, so that subjects can be drawn anew.
public enum FluidMean: String, CaseIterable, Sendable {
  /// Over all pixels of all frames.
  case pooled
  /// Over the subjects whose labels hold fluid, each with its pixels pooled.
  case subjects
  /// Over the frames whose label holds fluid.
  case slices

  /// The average over the frames of subjects; nil where it is undefined.
  ///
  /// A subject that comes twice counts twice.
  public func dice(_ subjects: [[Scores.FrameScore]]) -> Double? {
    let values: [Double] =
      switch self {
      case .pooled: [Self.pooledDice(subjects.flatMap { $0 })].compactMap { $0 }
      case .subjects: subjects.compactMap(Self.subjectDice)
      case .slices: subjects.flatMap { $0 }.filter { $0.labeled > 0 }.compactMap(\.dice)
      }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// Whether a subject's frames count: in the pooled average all do, in the others those with labeled fluid.
  func counts(_ frames: [Scores.FrameScore]) -> Bool {
    self == .pooled || frames.contains { $0.labeled > 0 }
  }

  /// The Dice of a subject's pixels; nil where the labels hold no fluid, whatever was predicted: what counts must
  /// not depend on the row, and false fluid there is told by the specificity.
  static func subjectDice(_ frames: [Scores.FrameScore]) -> Double? {
    FluidMean.subjects.counts(frames) ? pooledDice(frames) : nil
  }

  /// The Dice of the pixels of several frames; nil where none is fluid.
  static func pooledDice(_ frames: [Scores.FrameScore]) -> Double? {
    let total = frames.reduce(0) { $0 + $1.predicted + $1.labeled }
    return total == 0 ? nil : 2 * Double(frames.reduce(0) { $0 + $1.both }) / Double(total)
  }
}
