public import Tensors

/// Soft Dice of the foreground classes plus cross entropy over counted pixels.
///
/// weight · (crossEntropyShare · CE + diceShare · softDice). An answer of nothing but background costs about
/// diceShare for the Dice part however small the fluid is, so it never pays; the CE part gives a gradient
/// where the Dice part has none. Source: Isensee et al., nnU-Net (2021).
public struct DiceCrossEntropyLoss: SegmentationLoss {
  /// The factor of the whole.
  public var weight: Float
  /// The factor of the cross entropy.
  public var crossEntropyShare: Float
  /// The factor of the soft Dice.
  public var diceShare: Float

  /// Creates a loss; the defaults are all factors 1.
  public init(weight: Float = 1, crossEntropyShare: Float = 1, diceShare: Float = 1) {
    self.weight = weight
    self.crossEntropyShare = crossEntropyShare
    self.diceShare = diceShare
  }

  /// The loss.
  public func callAsFunction(_ logits: Variable, _ labels: Labels, _ pass: Pass) -> Variable {
    diceCrossEntropy(
      logits, labels, entropy: weight * crossEntropyShare, overlap: weight * diceShare, pass)
  }
}
