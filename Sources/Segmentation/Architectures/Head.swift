import NN
import Tensors

/// The part of a net that turns feature maps into logits, at the size of the feature map it picks.
///
/// Source: mmseg/models/decode_heads/decode_head.py.
class Head: Module {
  let convSeg: Conv2d
  private let _dropout: Dropout
  let _featureIndex: Int

  init(_ channels: Int, outputs: Int, featureIndex: Int, dropout: Float, name: String) {
    convSeg = Conv2d(channels, outputs, kernel: 1, hasBias: true)
    _dropout = Dropout(name, probability: dropout)
    _featureIndex = featureIndex
  }

  /// The last features before the classifier.
  func refine(_ x: Variable, _ features: [Variable], _ pass: Pass) -> Variable { x }

  /// What the classifier sees.
  final func lastFeatures(_ features: [Variable], _ pass: Pass) -> Variable {
    refine(features[_featureIndex], features, pass)
  }

  /// Logits of all classes.
  final func callAsFunction(_ features: [Variable], _ pass: Pass) -> Variable {
    convSeg(_dropout(lastFeatures(features, pass), pass), pass)
  }
}
