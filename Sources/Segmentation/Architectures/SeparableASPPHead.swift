import NN
import Tensors

/// ASPP with separable convolutions, resized to the first stage and refined together with it (DeepLabV3+).
///
/// Sources: Chen et al., Encoder-Decoder with Atrous Separable Conv2d (2018);
/// mmseg/models/decode_heads/sep_aspp_head.py.
final class SeparableASPPHead: Head {
  let imagePool: PooledBlock
  let asppModules: [Module]
  let bottleneck: ConvModule
  let c1Bottleneck: ConvModule
  let sepBottleneck: [DepthwiseSeparableConvModule]
  let _alignsCorners: Bool

  init(_ inputs: Int, _ channels: Int, skipInputs: Int, skipChannels: Int, _ place: HeadPlace) {
    imagePool = PooledBlock(inputs, channels, scale: 1)
    asppModules = [1, 12, 24, 36].map { dilation in
      dilation == 1
        ? ConvModule.sameSize(inputs, channels, kernel: 1)
        : DepthwiseSeparableConvModule.sameSize(inputs, channels, dilation: dilation)
    }
    bottleneck = ConvModule.sameSize(5 * channels, channels, kernel: 3)
    c1Bottleneck = ConvModule.sameSize(skipInputs, skipChannels, kernel: 1)
    sepBottleneck = [
      DepthwiseSeparableConvModule.sameSize(channels + skipChannels, channels),
      DepthwiseSeparableConvModule.sameSize(channels, channels),
    ]
    _alignsCorners = place.alignsCorners
    super.init(
      channels, outputs: place.outputs, featureIndex: place.featureIndex, dropout: place.dropout,
      name: place.name)
  }

  override func refine(_ x: Variable, _ features: [Variable], _ pass: Pass) -> Variable {
    let mean = matched(imagePool(x, pass), to: x, pass)
    let pyramid = bottleneck(concatenation([mean] + asppModules.map { $0(x, pass) }, pass), pass)
    let skip = c1Bottleneck(features[0], pass)
    return sepBottleneck(concatenation([matched(pyramid, to: skip, pass), skip], pass), pass)
  }

  private func matched(_ x: Variable, to other: Variable, _ pass: Pass) -> Variable {
    resized(x, height: other.shape.height, width: other.shape.width, alignsCorners: _alignsCorners, pass)
  }
}
