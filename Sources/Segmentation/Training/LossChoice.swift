import NN

/// The losses that training offers, by the names that parameters use.
public enum LossChoice: String, Sendable, Hashable, Codable, CaseIterable {
  /// Softmax cross entropy, averaged over all pixels.
  case crossEntropy = "ce"
  /// MMSegmentation's Dice: one ratio over all classes and pixels; forgetting all fluid costs only its
  /// prevalence.
  case dice
  /// MMSegmentation's sigmoid focal loss, γ 2, α 0.5.
  case focal
  /// Soft Dice of the foreground plus cross entropy, for few images: forgetting all fluid costs 1.
  case diceCrossEntropy = "dice_ce"

  /// The loss with a factor.
  func loss(weight: Float) -> any SegmentationLoss {
    switch self {
    case .crossEntropy: CrossEntropyLoss(weight: weight)
    case .dice: DiceLoss(weight: weight)
    case .focal: FocalLoss(weight: weight)
    case .diceCrossEntropy: DiceCrossEntropyLoss(weight: weight)
    }
  }
}
