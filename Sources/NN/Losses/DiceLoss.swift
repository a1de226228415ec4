public import Tensors

/// MMSegmentation's `DiceLoss`; see `dice` for the formula.
public struct DiceLoss: SegmentationLoss {
  /// The factor of the loss (`loss_weight`).
  public var weight: Float
  /// What is counted and how.
  public var settings: DiceSettings

  /// Creates a loss; the defaults are weight 1 and softmax, as the original's configurations.
  public init(weight: Float = 1, settings: DiceSettings = DiceSettings()) {
    self.weight = weight
    self.settings = settings
  }

  /// The loss.
  public func callAsFunction(_ logits: Variable, _ labels: Labels, _ pass: Pass) -> Variable {
    let loss = dice(logits, labels, settings: settings, pass)
    return weight == 1 ? loss : scale(loss, by: weight, pass)
  }
}
