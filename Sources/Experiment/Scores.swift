private import Foundation
public import Segmentation

/// What one model, or one trivial baseline, reaches on the validation frames of a fold.
public struct Scores: Codable, Equatable, Sendable {
  /// One frame's counts of fluid pixels.
  public struct FrameScore: Codable, Equatable, Sendable {
    /// The frame, such as `Subject_01_010`.
    public let frame: String
    /// Whose eye.
    public let subject: String
    /// Pixels that are fluid in the prediction, in the label, and in both.
    public let predicted: Int, labeled: Int, both: Int
    /// Distances, areas and lesions; nil where the pixels' pitch is not known.
    public let shape: SliceShape?

    /// The Dice coefficient of fluid; nil where neither has any.
    public var dice: Double? {
      predicted + labeled == 0 ? nil : 2 * Double(both) / Double(predicted + labeled)
    }
  }

  /// The row's name in tables.
  public let name: String
  /// What distinguishes the row: model, crop, iterations, loss and so on.
  public let settings: [String: String]
  /// MMSegmentation's scores over all pixels: background, then fluid.
  public let metric: IoUMetric
  /// Fluid Dice over all pixels; nil where nothing is fluid.
  public let pooledDice: Double?
  /// The mean over subjects of the Dice of a subject's pixels.
  public let subjectMeanDice: Double?
  /// The mean over the frames whose label holds fluid.
  public let sliceMeanDice: Double?
  /// The share of frames without fluid in which none was predicted.
  public let emptySliceSpecificity: Double?
  /// Whether fluid was labeled and never predicted: the means of such a row say nothing.
  public let isCollapsed: Bool
  /// The frames, in the order of the fold.
  public let frames: [FrameScore]

  /// The scores of an evaluation whose slices belong to `frames`, in order.
  ///
  /// Traps unless there is a frame for every slice.
  public init(name: String, settings: [String: String], evaluation: FluidEvaluation, frames: [String]) {
    precondition(
      frames.count == evaluation.slices.count,
      "\(frames.count) frames for \(evaluation.slices.count) slices")
    self.name = name
    self.settings = settings
    metric = evaluation.pooled
    pooledDice = evaluation.pooledDice
    subjectMeanDice = evaluation.subjectMeanDice
    sliceMeanDice = evaluation.sliceMeanDice
    emptySliceSpecificity = evaluation.emptySliceSpecificity
    isCollapsed = evaluation.isCollapsed
    let fluid = evaluation.fluid
    self.frames = zip(frames, evaluation.slices).map { frame, slice in
      FrameScore(
        frame: frame, subject: slice.subject, predicted: slice.counts.predicted[fluid],
        labeled: slice.counts.labeled[fluid], both: slice.counts.intersection[fluid], shape: slice.shape)
    }
  }

  /// The scores of the fluid class.
  public var fluid: ClassScores { metric.classes[1] }

  /// Reads scores; throws `ExperimentError.file` when the file is none.
  public init(path: String) throws {
    do {
      self = try JSONDecoder().decode(Scores.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw ExperimentError.file(path: path, expected: "the scores of a model", found: "\(error)")
    }
  }

  /// Reads a list of scores; throws `ExperimentError.file` when the file is none.
  public static func list(path: String) throws -> [Scores] {
    do {
      return try JSONDecoder().decode([Scores].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw ExperimentError.file(path: path, expected: "a list of scores", found: "\(error)")
    }
  }

  /// Writes a list of scores as JSON, the same bytes for the same scores.
  public static func write(_ rows: [Scores], to path: String) throws { try writeJSON(rows, to: path) }

  /// Writes the scores as JSON, the same bytes for the same scores.
  public func write(to path: String) throws { try writeJSON(self, to: path) }
}

/// Writes any value as JSON with sorted keys.
func writeJSON(_ value: some Encodable, to path: String) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  do {
    try (encoder.encode(value) + [0x0A]).write(to: URL(fileURLWithPath: path))
  } catch {
    throw ExperimentError.file(path: path, expected: "a place to write", found: "\(error)")
  }
}
