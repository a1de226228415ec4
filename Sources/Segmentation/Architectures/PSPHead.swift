import NN
import Tensors

/// Pyramid pooling at the scales 1, 2, 3 and 6, each projected, resized and joined to the input.
///
/// Sources: Zhao et al., Pyramid Scene Parsing Network (2017); mmseg/models/decode_heads/psp_head.py.
final class PSPHead: Head {
  let pspModules: [PooledBlock]
  let bottleneck: ConvModule
  let _alignsCorners: Bool

  init(_ inputs: Int, _ channels: Int, _ place: HeadPlace) {
    pspModules = [1, 2, 3, 6].map { PooledBlock(inputs, channels, scale: $0) }
    bottleneck = ConvModule.sameSize(inputs + 4 * channels, channels, kernel: 3)
    _alignsCorners = place.alignsCorners
    super.init(
      channels, outputs: place.outputs, featureIndex: place.featureIndex, dropout: place.dropout,
      name: place.name)
  }

  override func refine(_ x: Variable, _ features: [Variable], _ pass: Pass) -> Variable {
    let pyramid = pspModules.map { pool in
      resized(
        pool(x, pass), height: x.shape.height, width: x.shape.width, alignsCorners: _alignsCorners, pass)
    }
    return bottleneck(concatenation([x] + pyramid, pass), pass)
  }
}

/// Average pooling to `scale` × `scale` pixels and a 1 × 1 block.
final class PooledBlock: Module {
  let project: ConvModule
  let _scale: Int

  init(_ inputs: Int, _ outputs: Int, scale: Int) {
    project = ConvModule.sameSize(inputs, outputs, kernel: 1)
    _scale = scale
  }

  override func key(for property: String) -> String { "1" }

  override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    project(averagePooling(x, height: _scale, width: _scale, pass), pass)
  }
}
