import NN
import Tensors

/// UNet-S5-D16: five encoder stages, four decoder stages, bilinear upsampling.
///
/// Feature maps run from the coarsest (the encoder's last, 16 × width channels) to the finest (the decoder's
/// last, width channels). Sources: Ronneberger et al., U-Net (2015); mmseg/models/backbones/unet.py.
final class UNet: Backbone {
  let encoder: [UNetEncoderStage]
  /// Finest first, as in the checkpoint; run from the last to the first.
  let decoder: [UNetDecoderStage]
  private let _width: Int

  init(width: Int) {
    _width = width
    encoder = (0..<5).map { stage in
      UNetEncoderStage(stage == 0 ? 3 : width << (stage - 1), width << stage, isFirst: stage == 0)
    }
    decoder = (0..<4).map { stage in
      UNetDecoderStage(width << stage)
    }
  }

  override var channels: [Int] { (0..<5).reversed().map { _width << $0 } }

  override func features(_ image: Variable, _ pass: Pass) -> [Variable] {
    precondition(
      image.shape.height.isMultiple(of: 16) && image.shape.width.isMultiple(of: 16),
      "a UNet needs sides that are multiples of 16, not \(image.shape)")
    var skips: [Variable] = []
    var x = image
    for stage in encoder {
      x = stage(x, pass)
      skips.append(x)
    }
    var features = [x]
    for stage in decoder.indices.reversed() {
      x = decoder[stage](skip: skips[stage], x, pass)
      features.append(x)
    }
    return features
  }
}

/// Max pooling by 2, except in the first stage, and two blocks.
final class UNetEncoderStage: Module {
  let block: UNetBlock
  private let _isFirst: Bool

  init(_ inputs: Int, _ outputs: Int, isFirst: Bool) {
    _isFirst = isFirst
    block = UNetBlock(inputs, outputs)
  }

  override func key(for property: String) -> String { _isFirst ? "0" : "1" }

  override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    block(_isFirst ? x : maxPooling(x, kernel: 2, stride: 2, pass), pass)
  }
}

/// Two 3 × 3 blocks.
final class UNetBlock: Module {
  let convs: [ConvModule]

  init(_ inputs: Int, _ outputs: Int) {
    convs = [
      ConvModule.sameSize(inputs, outputs, kernel: 3), ConvModule.sameSize(outputs, outputs, kernel: 3),
    ]
  }

  override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable { convs(x, pass) }
}

/// Upsampling by 2 to half the channels, joined behind the skip, and two blocks.
final class UNetDecoderStage: Module {
  let convBlock: UNetBlock
  let upsample: InterpolatingConv

  init(_ channels: Int) {
    convBlock = UNetBlock(2 * channels, channels)
    upsample = InterpolatingConv(2 * channels, channels)
  }

  func callAsFunction(skip: Variable, _ x: Variable, _ pass: Pass) -> Variable {
    convBlock.convs[1](convBlock.convs[0]([skip, upsample(x, pass)], pass), pass)
  }
}

/// Bilinear upsampling by 2, then a 1 × 1 block: mmseg's `InterpConv`.
///
/// The 1 × 1 convolution comes before the upsampling, with which it commutes but for rounding: both are
/// linear, one over channels, the other over pixels. That is a quarter of the products, and half the
/// channels to interpolate. Corners are never aligned: `align_corners` of the heads does not reach the backbone.
final class InterpolatingConv: Module {
  let project: ConvModule

  init(_ inputs: Int, _ outputs: Int) {
    project = ConvModule.sameSize(inputs, outputs, kernel: 1)
  }

  override func key(for property: String) -> String { "interp_upsample.1" }

  override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    let projected = project.conv(x, pass)
    let doubled = resized(
      projected, height: 2 * x.shape.height, width: 2 * x.shape.width, alignsCorners: false, pass)
    return project.finish(doubled, pass)
  }
}
