public import NN
public import Tensors

/// The losses of both heads for a batch; `total` is what training minimizes.
public struct HeadLosses {
  /// The decode head's loss.
  public let decode: Variable
  /// The auxiliary head's loss.
  public let auxiliary: Variable
  /// Their sum.
  public let total: Variable
  /// The decode head's logits at the labels' size.
  public let decodeLogits: Variable
  /// The auxiliary head's logits at the labels' size.
  public let auxiliaryLogits: Variable
}

extension SegmentationNet {
  /// Both heads' losses: logits resized to the labels' size, then each head's own loss.
  ///
  /// Source: mmseg/models/decode_heads/decode_head.py, `loss_by_feat`.
  public func losses(
    _ images: Tensor, _ labels: Labels, decode: any SegmentationLoss, auxiliary: any SegmentationLoss,
    _ pass: Pass
  ) -> HeadLosses {
    let heads = bothHeads(Variable(images), pass)
    let decodeLogits = enlarged(heads.decode, labels, pass)
    let auxiliaryLogits = enlarged(heads.auxiliary, labels, pass)
    let decodeLoss = decode(decodeLogits, labels, pass)
    let auxiliaryLoss = auxiliary(auxiliaryLogits, labels, pass)
    return HeadLosses(
      decode: decodeLoss, auxiliary: auxiliaryLoss, total: add(decodeLoss, auxiliaryLoss, pass),
      decodeLogits: decodeLogits, auxiliaryLogits: auxiliaryLogits)
  }

  private func enlarged(_ logits: Variable, _ labels: Labels, _ pass: Pass) -> Variable {
    if logits.shape.height == labels.height && logits.shape.width == labels.width { return logits }
    return resized(
      logits, height: labels.height, width: labels.width, alignsCorners: architecture.alignsCorners, pass)
  }
}
