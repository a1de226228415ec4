extension Architecture {
  /// The number of values that a checkpoint of the net holds, statistics and counters included; nothing is built.
  var valueCount: Int {
    let inputs = featureChannels
    let last = inputs.count - 1
    if backbone == .instanceUNet {
      let classified = [headChannels, inputs[last - 1], inputs[last - 2]]
      return classified.reduce(Self.unet(width, norm: 2)) { $0 + Self.classifier($1, classes) }
    }
    let auxiliary =
      Self.block(inputs[last - 1], auxiliaryChannels, kernel: 3)
      + Self.classifier(auxiliaryChannels, auxiliaryOutputs ?? classes)
    return backboneCount + headCount(inputs) + Self.classifier(headChannels, classes) + auxiliary
  }

  /// The channels of the backbone's feature maps, as `Backbone.channels`.
  private var featureChannels: [Int] {
    switch backbone {
    case .unet, .instanceUNet: (0..<5).reversed().map { width << $0 }
    case .resNet(let depth, _): (0..<4).map { (width << $0) * (depth == 18 ? 1 : 4) }
    }
  }

  private var backboneCount: Int {
    switch backbone {
    case .unet, .instanceUNet: Self.unet(width, norm: 4) + Self.unetBlocks
    case .resNet(let depth, let stemChannels): Self.resNet(depth: depth, width, stemChannels)
    }
  }

  /// The decode head without its classifier.
  private func headCount(_ inputs: [Int]) -> Int {
    let (first, last, channels) = (inputs[0], inputs[inputs.count - 1], headChannels)
    func block(_ inputs: Int, _ outputs: Int, kernel: Int) -> Int {
      Self.block(inputs, outputs, kernel: kernel)
    }
    switch head {
    case .fcn(let convolutions, let concatenatesInput):
      return (0..<convolutions).reduce(0) { $0 + block($1 == 0 ? last : channels, channels, kernel: 3) }
        + (concatenatesInput ? block(last + channels, channels, kernel: 3) : 0)
    case .psp:
      return 4 * block(last, channels, kernel: 1) + block(last + 4 * channels, channels, kernel: 3)
    case .aspp:
      return 2 * block(last, channels, kernel: 1) + 3 * block(last, channels, kernel: 3)
        + block(5 * channels, channels, kernel: 3)
    case .separableASPP(let skipChannels):
      return 2 * block(last, channels, kernel: 1) + 3 * Self.separable(last, channels)
        + block(5 * channels, channels, kernel: 3) + block(first, skipChannels, kernel: 1)
        + Self.separable(channels + skipChannels, channels) + Self.separable(channels, channels)
    }
  }

  /// A convolution without bias and a batch normalization of four vectors and a counter.
  private static func block(_ inputs: Int, _ outputs: Int, kernel: Int) -> Int {
    inputs * outputs * kernel * kernel + 4 * outputs + 1
  }

  private static func separable(_ inputs: Int, _ outputs: Int) -> Int {
    block(1, inputs, kernel: 3) + block(inputs, outputs, kernel: 1)
  }

  private static func classifier(_ inputs: Int, _ outputs: Int) -> Int { inputs * outputs + outputs }

  /// The 22 blocks of a UNet, whose normalizations have `norm` vectors and no counter.
  private static func unet(_ width: Int, norm: Int) -> Int {
    func block(_ inputs: Int, _ outputs: Int, kernel: Int) -> Int {
      inputs * outputs * kernel * kernel + norm * outputs
    }
    let encoder = (0..<5).map { stage in
      let outputs = width << stage
      return block(stage == 0 ? 3 : outputs / 2, outputs, kernel: 3) + block(outputs, outputs, kernel: 3)
    }
    let decoder = (0..<4).map { stage in
      let outputs = width << stage
      return block(2 * outputs, outputs, kernel: 3) + block(outputs, outputs, kernel: 3)
        + block(2 * outputs, outputs, kernel: 1)
    }
    return (encoder + decoder).reduce(0, +)
  }

  private static let unetBlocks = 22

  private static func resNet(depth: Int, _ width: Int, _ stemChannels: Int) -> Int {
    let half = stemChannels / 2
    var count =
      block(3, half, kernel: 3) + block(half, half, kernel: 3) + block(half, stemChannels, kernel: 3)
    var inputs = stemChannels
    let depths: [Int] = depth == 18 ? [2, 2, 2, 2] : [3, 4, 6, 3]
    for (layer, blocks) in depths.enumerated() {
      let channels = width << layer
      let outputs = depth == 18 ? channels : 4 * channels
      for index in 0..<blocks {
        count +=
          depth == 18
          ? block(inputs, channels, kernel: 3) + block(channels, channels, kernel: 3)
          : block(inputs, channels, kernel: 1) + block(channels, channels, kernel: 3)
            + block(channels, outputs, kernel: 1)
        // As `ResidualBlock`: only the second layer has a stride.
        let isPlain = inputs == outputs && !(layer == 1 && index == 0)
        count += isPlain ? 0 : block(inputs, outputs, kernel: 1)
        inputs = outputs
      }
    }
    return count
  }
}
