public import Tensors

/// MMSegmentation's `CrossEntropyLoss` without sigmoid; see `crossEntropy` for the formula.
public struct CrossEntropyLoss: SegmentationLoss {
  /// The factor of the loss (`loss_weight`).
  public var weight: Float
  /// The weight of each class, or nil.
  public var classWeights: [Float]?
  /// By what the sum is divided.
  public var divisor: LossDivisor

  /// Creates a loss; the defaults are weight 1, equal classes, division by all pixels.
  public init(weight: Float = 1, classWeights: [Float]? = nil, divisor: LossDivisor = .allPixels) {
    self.weight = weight
    self.classWeights = classWeights
    self.divisor = divisor
  }

  /// The loss.
  public func callAsFunction(_ logits: Variable, _ labels: Labels, _ pass: Pass) -> Variable {
    let loss = crossEntropy(logits, labels, classWeights: classWeights, divisor: divisor, pass)
    return weight == 1 ? loss : scale(loss, by: weight, pass)
  }
}
