import NN
import Tensors

/// Atrous spatial pyramid pooling: the image's mean and four dilated convolutions, joined.
///
/// Sources: Chen et al., Rethinking Atrous Conv2d (2017); mmseg/models/decode_heads/aspp_head.py.
final class ASPPHead: Head {
  let imagePool: PooledBlock
  let asppModules: [ConvModule]
  let bottleneck: ConvModule
  let _alignsCorners: Bool

  init(_ inputs: Int, _ channels: Int, _ place: HeadPlace) {
    imagePool = PooledBlock(inputs, channels, scale: 1)
    asppModules = [1, 12, 24, 36].map {
      ConvModule.sameSize(inputs, channels, kernel: $0 == 1 ? 1 : 3, dilation: $0)
    }
    bottleneck = ConvModule.sameSize(5 * channels, channels, kernel: 3)
    _alignsCorners = place.alignsCorners
    super.init(
      channels, outputs: place.outputs, featureIndex: place.featureIndex, dropout: place.dropout,
      name: place.name)
  }

  override func refine(_ x: Variable, _ features: [Variable], _ pass: Pass) -> Variable {
    let mean = resized(
      imagePool(x, pass), height: x.shape.height, width: x.shape.width, alignsCorners: _alignsCorners, pass)
    return bottleneck(concatenation([mean] + asppModules.map { $0(x, pass) }, pass), pass)
  }
}
