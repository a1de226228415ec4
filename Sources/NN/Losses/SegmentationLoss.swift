public import Tensors

/// A loss of a net's logits against labels: a scalar to minimize.
public protocol SegmentationLoss: Sendable {
  /// The loss; `logits` N, H, W, classes and `labels` N, H, W.
  func callAsFunction(_ logits: Variable, _ labels: Labels, _ pass: Pass) -> Variable
}
