public import Tensors

/// MMSegmentation's `FocalLoss`; see `sigmoidFocal` for the formula.
public struct FocalLoss: SegmentationLoss {
  /// The factor of the loss (`loss_weight`).
  public var weight: Float
  /// What weighs how much.
  public var settings: FocalSettings

  /// Creates a loss; the defaults are weight 1, γ 2, α 0.5.
  public init(weight: Float = 1, settings: FocalSettings = FocalSettings()) {
    self.weight = weight
    self.settings = settings
  }

  /// The loss.
  public func callAsFunction(_ logits: Variable, _ labels: Labels, _ pass: Pass) -> Variable {
    let loss = sigmoidFocal(logits, labels, settings: settings, pass)
    return weight == 1 ? loss : scale(loss, by: weight, pass)
  }
}
