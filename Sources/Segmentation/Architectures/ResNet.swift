import NN
import Tensors

/// ResNetV1c at output stride 8: a stem of three convolutions, max pooling, four layers of residual blocks.
///
/// Strides 1, 2, 1, 1; dilations 1, 1, 2, 4, the first block of a dilated layer at half of it
/// (`contract_dilation`). Feature maps are the four layers' outputs. Sources: He et al., Deep Residual
/// Learning (2015); mmseg/models/backbones/resnet.py.
final class ResNet: Backbone {
  let stem: ResNetStem
  let layer1: [ResidualBlock]
  let layer2: [ResidualBlock]
  let layer3: [ResidualBlock]
  let layer4: [ResidualBlock]
  private let _channels: [Int]

  /// Traps unless `depth` is 18 or 50.
  init(depth: Int, width: Int, stemChannels: Int) {
    precondition(depth == 18 || depth == 50, "a ResNet of depth \(depth); 18 and 50 are known")
    let counts = depth == 18 ? [2, 2, 2, 2] : [3, 4, 6, 3]
    let expansion = depth == 18 ? 1 : 4
    stem = ResNetStem(stemChannels)
    var inputs = stemChannels
    func layer(_ index: Int, stride: Int, dilation: Int) -> [ResidualBlock] {
      let channels = width << index
      return (0..<counts[index]).map { block in
        defer { inputs = channels * expansion }
        return ResidualBlock(
          inputs, channels, isBottleneck: depth == 50, stride: block == 0 ? stride : 1,
          dilation: block == 0 && dilation > 1 ? dilation / 2 : dilation)
      }
    }
    layer1 = layer(0, stride: 1, dilation: 1)
    layer2 = layer(1, stride: 2, dilation: 1)
    layer3 = layer(2, stride: 1, dilation: 2)
    layer4 = layer(3, stride: 1, dilation: 4)
    _channels = (0..<4).map { width << $0 * expansion }
  }

  override var channels: [Int] { _channels }

  override func features(_ image: Variable, _ pass: Pass) -> [Variable] {
    var x = maxPooling(stem(image, pass), kernel: 3, stride: 2, padding: 1, pass)
    return [layer1, layer2, layer3, layer4].map { layer in
      x = layer(x, pass)
      return x
    }
  }
}

/// Three 3 × 3 convolutions, the first with stride 2; keys are their places in PyTorch's `Sequential`.
final class ResNetStem: Module {
  let conv0: Conv2d
  let norm1: BatchNorm
  let conv3: Conv2d
  let norm4: BatchNorm
  let conv6: Conv2d
  let norm7: BatchNorm

  init(_ channels: Int) {
    let half = channels / 2
    conv0 = Conv2d(3, half, kernel: 3, stride: 2, padding: 1, hasBias: false)
    norm1 = BatchNorm(half)
    conv3 = Conv2d(half, half, kernel: 3, padding: 1, hasBias: false)
    norm4 = BatchNorm(half)
    conv6 = Conv2d(half, channels, kernel: 3, padding: 1, hasBias: false)
    norm7 = BatchNorm(channels)
  }

  override func key(for property: String) -> String { String(property.suffix(1)) }

  override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    let a = norm1(conv0(x, pass), relu: true, pass)
    let b = norm4(conv3(a, pass), relu: true, pass)
    return norm7(conv6(b, pass), relu: true, pass)
  }
}
