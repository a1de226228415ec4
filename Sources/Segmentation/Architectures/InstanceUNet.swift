import NN
import Tensors

/// A UNet for few images: instance normalization, leaky ReLU, strided convolutions instead of pooling.
///
/// Five stages like `UNet`, feature maps in the same order; small batches do not disturb its statistics.
/// Source: Isensee et al., nnU-Net (2021); upsampling is bilinear with a 1 × 1 convolution, not transposed.
final class InstanceUNet: Backbone {
  let encoder: [InstanceStage]
  /// Finest first.
  let decoder: [InstanceDecoderStage]
  private let _width: Int

  init(width: Int) {
    _width = width
    encoder = (0..<5).map { stage in
      InstanceStage(stage == 0 ? 3 : width << (stage - 1), width << stage, stride: stage == 0 ? 1 : 2)
    }
    decoder = (0..<4).map { InstanceDecoderStage(width << $0) }
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

/// Convolution, instance normalization with learned scale, leaky ReLU of slope 0.01.
final class InstanceBlock: Module {
  let conv: Conv2d
  let norm: InstanceNorm

  init(_ inputs: Int, _ outputs: Int, kernel: Int = 3, stride: Int = 1) {
    conv = Conv2d(inputs, outputs, kernel: kernel, stride: stride, padding: kernel / 2, hasBias: false)
    norm = InstanceNorm(outputs, isAffine: true)
  }

  override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    finish(conv(x, pass), pass)
  }

  /// What follows the convolution.
  func finish(_ x: Variable, _ pass: Pass) -> Variable { norm(x, slope: 0.01, pass) }
}

/// Two blocks, the first with the stage's stride.
final class InstanceStage: Module {
  let blocks: [InstanceBlock]

  init(_ inputs: Int, _ outputs: Int, stride: Int = 1) {
    blocks = [InstanceBlock(inputs, outputs, stride: stride), InstanceBlock(outputs, outputs)]
  }

  override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable { blocks(x, pass) }
}

/// Upsampling by 2 to half the channels, joined behind the skip, and two blocks.
///
/// The 1 × 1 convolution comes before the upsampling, with which it commutes but for rounding.
final class InstanceDecoderStage: Module {
  let upsample: InstanceBlock
  let stage: InstanceStage

  init(_ channels: Int) {
    upsample = InstanceBlock(2 * channels, channels, kernel: 1)
    stage = InstanceStage(2 * channels, channels)
  }

  func callAsFunction(skip: Variable, _ x: Variable, _ pass: Pass) -> Variable {
    let doubled = resized(
      upsample.conv(x, pass), height: 2 * x.shape.height, width: 2 * x.shape.width, pass)
    let (first, second) = (stage.blocks[0], stage.blocks[1])
    return second(first.finish(first.conv([skip, upsample.finish(doubled, pass)], pass), pass), pass)
  }
}
