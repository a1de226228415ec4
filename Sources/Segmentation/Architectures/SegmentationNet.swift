public import NN
public import Tensors

/// A backbone with a decode head and auxiliary heads: mmseg's `EncoderDecoder`.
///
/// Parameters bear the names of MMSegmentation's `state_dict`, in its order.
public final class SegmentationNet: Module {
  /// What the net is made of.
  public let architecture: Architecture
  let backbone: Backbone
  let decodeHead: Head
  let auxiliaryHead: Head?
  /// Classifiers of coarser feature maps, finest first; only the net for few images has them.
  let deepHeads: [Head]
  private var _parameters: ParameterList?

  /// Builds the net with initial weights drawn from `seed`.
  ///
  /// Convolutions: He's normal distribution over the fan-out; classifiers: normal, deviation 0.01; the last
  /// norm of a residual block: 0. Without initialization all kernels are 0, ready for a checkpoint. Traps on
  /// an architecture that does not exist.
  public init(_ architecture: Architecture, seed: UInt64, isInitialized: Bool = true) {
    self.architecture = architecture
    backbone = Self.backbone(architecture)
    decodeHead = Self.decodeHead(architecture, backbone.channels)
    let isDeep = architecture.backbone == .instanceUNet
    auxiliaryHead = isDeep ? nil : Self.auxiliaryHead(architecture, backbone.channels)
    deepHeads = isDeep ? Self.deepHeads(architecture, backbone.channels) : []
    super.init()
    if isInitialized { initialize(seed: seed) }
  }

  /// The parameters with their names, in the checkpoint's order; walked once.
  public var parameters: ParameterList {
    let list = _parameters ?? ParameterList(self)
    _parameters = list
    return list
  }

  /// Logits of the decode head, at the head's own size.
  public override func callAsFunction(_ image: Variable, _ pass: Pass) -> Variable {
    decodeHead(backbone.features(image, pass), pass)
  }

  /// The decode head's last features before its classifier, at the head's own size.
  public func features(_ image: Variable, _ pass: Pass) -> Variable {
    decodeHead.lastFeatures(backbone.features(image, pass), pass)
  }

  /// Logits of the decode head and of the auxiliary heads, each at its own size.
  ///
  /// MMSegmentation's nets have one auxiliary head.
  public func heads(_ image: Variable, _ pass: Pass) -> (decode: Variable, auxiliaries: [Variable]) {
    let features = backbone.features(image, pass)
    let auxiliaries = [auxiliaryHead].compactMap(\.self) + deepHeads
    return (decodeHead(features, pass), auxiliaries.map { $0(features, pass) })
  }

  private static func backbone(_ architecture: Architecture) -> Backbone {
    switch architecture.backbone {
    case .unet: UNet(width: architecture.width)
    case .resNet(let depth, let stemChannels):
      ResNet(depth: depth, width: architecture.width, stemChannels: stemChannels)
    case .instanceUNet: InstanceUNet(width: architecture.width)
    }
  }

  private static func decodeHead(_ architecture: Architecture, _ inputs: [Int]) -> Head {
    let last = inputs.count - 1
    let channels = architecture.headChannels
    let place = HeadPlace(
      name: "decode_head", featureIndex: last, outputs: architecture.classes, dropout: architecture.dropout,
      alignsCorners: architecture.alignsCorners)
    switch architecture.head {
    case .fcn(let convolutions, let concatenatesInput):
      return FCNHead(
        inputs[last], channels, convolutions: convolutions, concatenatesInput: concatenatesInput, place)
    case .psp: return PSPHead(inputs[last], channels, place)
    case .aspp: return ASPPHead(inputs[last], channels, place)
    case .separableASPP(let skipChannels):
      return SeparableASPPHead(
        inputs[last], channels, skipInputs: inputs[0], skipChannels: skipChannels, place)
    }
  }

  /// One convolution on the feature map before the last.
  private static func auxiliaryHead(_ architecture: Architecture, _ inputs: [Int]) -> Head {
    let index = inputs.count - 2
    let place = HeadPlace(
      name: "auxiliary_head", featureIndex: index,
      outputs: architecture.auxiliaryOutputs ?? architecture.classes, dropout: architecture.dropout,
      alignsCorners: architecture.alignsCorners)
    return FCNHead(
      inputs[index], architecture.auxiliaryChannels, convolutions: 1, concatenatesInput: false, place)
  }

  /// Bare classifiers at 1/2 and 1/4 of the size.
  private static func deepHeads(_ architecture: Architecture, _ inputs: [Int]) -> [Head] {
    [inputs.count - 2, inputs.count - 3].map { index in
      let place = HeadPlace(
        name: "deep_heads.\(inputs.count - 2 - index)", featureIndex: index, outputs: architecture.classes,
        dropout: architecture.dropout, alignsCorners: architecture.alignsCorners)
      return FCNHead(inputs[index], inputs[index], convolutions: 0, concatenatesInput: false, place)
    }
  }
}
