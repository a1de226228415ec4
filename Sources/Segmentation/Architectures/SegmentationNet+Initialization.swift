import NN
import Tensors

extension SegmentationNet {
  /// Draws all weights, each from its own name, and begins every residual block as the identity.
  ///
  /// The latter is mmseg's `zero_init_residual`: a block's last norm starts at 0.
  func initialize(seed: UInt64) {
    parameters.initialize(seed: seed)
    guard case .resNet(let depth, _) = architecture.backbone else { return }
    let lastNorm = depth == 18 ? ".bn2.weight" : ".bn3.weight"
    for entry in parameters.entries
    where entry.name.hasPrefix("backbone.layer") && entry.name.hasSuffix(lastNorm) {
      entry.parameter.assign([Float](repeating: 0, count: entry.parameter.count))
    }
  }
}
