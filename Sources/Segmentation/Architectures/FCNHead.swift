import NN
import Tensors

/// 3 × 3 blocks, joined to their input by one more block where configured.
///
/// Sources: Long et al., Fully Convolutional Networks (2015); mmseg/models/decode_heads/fcn_head.py.
final class FCNHead: Head {
  let convs: [ConvModule]
  let convCat: ConvModule?

  init(_ inputs: Int, _ channels: Int, convolutions: Int, concatenatesInput: Bool, _ place: HeadPlace) {
    convs = (0..<convolutions).map { ConvModule.sameSize($0 == 0 ? inputs : channels, channels, kernel: 3) }
    convCat = concatenatesInput ? ConvModule.sameSize(inputs + channels, channels, kernel: 3) : nil
    super.init(
      channels, outputs: place.outputs, featureIndex: place.featureIndex, dropout: place.dropout,
      name: place.name)
  }

  override func refine(_ x: Variable, _ features: [Variable], _ pass: Pass) -> Variable {
    let y = convs(x, pass)
    return convCat.map { $0(concatenation([x, y], pass), pass) } ?? y
  }
}
