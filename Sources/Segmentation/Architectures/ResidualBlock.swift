import NN
import Tensors

/// A residual block: two 3 × 3 convolutions, or a bottleneck of 1 × 1, 3 × 3, 1 × 1 with four times the
/// channels.
///
/// Stride sits in the bottleneck's 3 × 3 convolution (style "pytorch").
final class ResidualBlock: Module {
  let conv1: Conv2d
  let bn1: BatchNorm
  let conv2: Conv2d
  let bn2: BatchNorm
  let conv3: Conv2d?
  let bn3: BatchNorm?
  let downsample: Downsample?

  init(_ inputs: Int, _ channels: Int, isBottleneck: Bool, stride: Int, dilation: Int) {
    let outputs = isBottleneck ? 4 * channels : channels
    func wide(_ inputs: Int, stride: Int, dilation: Int) -> Conv2d {
      Conv2d(
        inputs, channels, kernel: 3, stride: stride, padding: dilation, dilation: dilation, hasBias: false)
    }
    conv1 =
      isBottleneck
      ? Conv2d(inputs, channels, kernel: 1, hasBias: false)
      : wide(inputs, stride: stride, dilation: dilation)
    bn1 = BatchNorm(channels)
    // A basic block dilates its first convolution only.
    conv2 =
      isBottleneck
      ? wide(channels, stride: stride, dilation: dilation) : wide(channels, stride: 1, dilation: 1)
    bn2 = BatchNorm(channels)
    conv3 = isBottleneck ? Conv2d(channels, outputs, kernel: 1, hasBias: false) : nil
    bn3 = isBottleneck ? BatchNorm(outputs) : nil
    downsample = inputs == outputs && stride == 1 ? nil : Downsample(inputs, outputs, stride: stride)
  }

  override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    var y = conv1([x], bn1, relu: true, pass)
    y = conv2([y], bn2, relu: conv3 != nil, pass)
    if let conv3, let bn3 { y = conv3([y], bn3, pass) }
    return addedRelu(y, downsample.map { $0(x, pass) } ?? x, pass)
  }
}

/// A 1 × 1 convolution and batch normalization on the way around a block.
final class Downsample: Module {
  let conv0: Conv2d
  let norm1: BatchNorm

  init(_ inputs: Int, _ outputs: Int, stride: Int) {
    conv0 = Conv2d(inputs, outputs, kernel: 1, stride: stride, hasBias: false)
    norm1 = BatchNorm(outputs)
  }

  override func key(for property: String) -> String { String(property.suffix(1)) }

  override func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable { conv0([x], norm1, pass) }
}
