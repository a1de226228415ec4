public import Checkpoints

extension Architecture {
  /// The architecture whose parameters a checkpoint's names and shapes are; nil if there is none in the zoo's
  /// manner.
  ///
  /// Dropout and corner alignment leave no trace in a checkpoint; they keep their defaults. The deepest layer
  /// must be as wide as the first one says, and the checkpoint hold at least half of the net's values: a few
  /// bytes could else ask for any memory. `module.` before every name counts for nothing.
  public init?(guessedFrom checkpoint: Checkpoint) {
    let checkpoint = checkpoint.unwrapped
    func extent(_ name: String, _ axis: Int) -> Int? {
      guard let shape = checkpoint[name]?.shape, shape.count == 4,
        shape.allSatisfy({ (1...Self.widestLayer).contains($0) })
      else { return nil }
      return shape[axis]
    }
    guard let guess = Self.guess(extent) else { return nil }
    // Half, not all: of a file that lacks some names, loading can then say which.
    let held = checkpoint.tensors.values.reduce(0) { $0 + $1.count }
    guard guess.valueCount <= 2 * held else { return nil }
    self = guess
  }

  /// The architecture that kernels of these extents (name, axis) claim.
  private static func guess(_ extent: (String, Int) -> Int?) -> Architecture? {
    guard let backbone = Self.backbone(extent), let classes = extent("decode_head.conv_seg.weight", 0),
      let headChannels = extent("decode_head.conv_seg.weight", 1)
    else { return nil }
    if backbone.kind == .instanceUNet { return smallData(width: backbone.width, classes: classes) }
    guard let outputs = extent("auxiliary_head.conv_seg.weight", 0),
      let auxiliaryChannels = extent("auxiliary_head.conv_seg.weight", 1)
    else { return nil }
    var guess = Architecture(
      backbone: backbone.kind, head: Self.head(extent), headChannels: headChannels,
      auxiliaryChannels: auxiliaryChannels)
    guess.width = backbone.width
    guess.classes = classes
    guess.auxiliaryOutputs = outputs == classes ? nil : outputs
    return guess
  }

  /// Channels beyond which no net of these kinds goes.
  private static let widestLayer = 1 << 14

  private static func backbone(_ extent: (String, Int) -> Int?) -> (kind: Backbone, width: Int)? {
    func isAsWide(_ deepest: String, _ channels: Int) -> Bool { extent(deepest, 0) == channels }
    if let width = extent("backbone.encoder.0.0.convs.0.conv.weight", 0) {
      return isAsWide("backbone.encoder.4.1.convs.1.conv.weight", 16 * width) ? (.unet, width) : nil
    }
    if let width = extent("backbone.encoder.0.blocks.0.conv.weight", 0) {
      return isAsWide("backbone.encoder.4.blocks.1.conv.weight", 16 * width) ? (.instanceUNet, width) : nil
    }
    guard let width = extent("backbone.layer1.0.conv1.weight", 0),
      let stemChannels = extent("backbone.stem.6.weight", 0),
      isAsWide("backbone.layer4.1.conv1.weight", 8 * width)
    else { return nil }
    let depth = extent("backbone.layer1.0.conv3.weight", 0) == nil ? 18 : 50
    return (.resNet(depth: depth, stemChannels: stemChannels), width)
  }

  private static func head(_ extent: (String, Int) -> Int?) -> Head {
    if let skipChannels = extent("decode_head.c1_bottleneck.conv.weight", 0) {
      return .separableASPP(skipChannels: skipChannels)
    }
    if extent("decode_head.aspp_modules.0.conv.weight", 0) != nil { return .aspp }
    if extent("decode_head.psp_modules.0.1.conv.weight", 0) != nil { return .psp }
    let convolutions = (0...).prefix { extent("decode_head.convs.\($0).conv.weight", 0) != nil }.count
    return .fcn(
      convolutions: convolutions, concatenatesInput: extent("decode_head.conv_cat.conv.weight", 0) != nil)
  }
}
