public import NN
public import Tensors

/// The losses of all heads for a batch; `total` is what training minimizes.
public struct HeadLosses {
  /// The decode head's loss.
  public let decode: Variable
  /// The auxiliary heads' loss.
  public let auxiliary: Variable
  /// Their sum.
  public let total: Variable
  /// The decode head's logits at the labels' size.
  public let decodeLogits: Variable
  /// The auxiliary heads' logits at the labels' size.
  public let auxiliaryLogits: [Variable]
}

extension SegmentationNet {
  /// All heads' losses: logits resized to the labels' size, then each head's own loss.
  ///
  /// Of several auxiliary heads each counts half as much as the one before, and all together as much as one.
  /// Source: mmseg/models/decode_heads/decode_head.py, `loss_by_feat`.
  public func losses(
    _ images: Tensor, _ labels: Labels, decode: any SegmentationLoss, auxiliary: any SegmentationLoss,
    _ pass: Pass
  ) -> HeadLosses {
    let heads = heads(Variable(images), pass)
    let decodeLogits = enlarged(heads.decode, labels, pass)
    let auxiliaryLogits = heads.auxiliaries.map { enlarged($0, labels, pass) }
    let decodeLoss = decode(decodeLogits, labels, pass)
    let auxiliaryLoss = weighted(auxiliaryLogits.map { auxiliary($0, labels, pass) }, pass)
    return HeadLosses(
      decode: decodeLoss, auxiliary: auxiliaryLoss, total: add(decodeLoss, auxiliaryLoss, pass),
      decodeLogits: decodeLogits, auxiliaryLogits: auxiliaryLogits)
  }

  private func weighted(_ losses: [Variable], _ pass: Pass) -> Variable {
    guard losses.count > 1 else { return losses.first ?? Variable(Tensor(scalar: 0)) }
    let shares = losses.indices.map { 1 / Float(1 << $0) }
    let sum = shares.reduce(0, +)
    let parts = zip(losses, shares).map { scale($0, by: $1 / sum, pass) }
    return parts.dropFirst().reduce(parts[0]) { add($0, $1, pass) }
  }

  private func enlarged(_ logits: Variable, _ labels: Labels, _ pass: Pass) -> Variable {
    if logits.shape.height == labels.height && logits.shape.width == labels.width { return logits }
    return resized(
      logits, height: labels.height, width: labels.width, alignsCorners: architecture.alignsCorners, pass)
  }
}
