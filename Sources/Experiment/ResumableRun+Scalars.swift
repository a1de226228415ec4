public import Segmentation

extension TrainingStep {
  /// Rate and losses under the names that MMSegmentation's logs have: `lr`, `loss`, `decode.loss_ce`,
  /// `aux.loss_ce`, the last word by the loss.
  public func scalars(_ choice: LossChoice) -> [(name: String, value: Double)] {
    [
      ("lr", Double(rate)), ("loss", Double(loss)), ("decode.loss_\(choice.rawValue)", Double(decodeLoss)),
      ("aux.loss_\(choice.rawValue)", Double(auxiliaryLoss)),
    ]
  }
}

extension ResumableRun {
  /// A number of every step so far.
  public struct Scalar: Sendable, Equatable {
    /// The name, as in the logs.
    public let tag: String
    /// Steps counted from 1, as in the logs.
    public let steps: [Int]
    /// A value for each step.
    public let values: [Double]
  }

  /// Rate and losses of every step, each step once, those before a resumption included.
  public var scalars: [Scalar] {
    let rows = steps.map { $0.scalars(trainer.settings.loss) }
    return (rows.first ?? []).indices.map { column in
      Scalar(
        tag: rows[0][column].name, steps: steps.map { $0.iteration + 1 },
        values: rows.map { $0[column].value })
    }
  }

  /// How the run begins, for the log; nil for one from the start.
  public var beginning: String? {
    discarded
      ?? (resumedAt > 0 ? "goes on after iteration \(resumedAt), where an earlier run was stopped" : nil)
  }
}
