public import NN
public import Tensors

/// A backbone with a decode head and an auxiliary head: mmseg's `EncoderDecoder`.
///
/// Parameters bear the names of MMSegmentation's `state_dict`, in its order.
public final class SegmentationNet: Module {
  /// What the net is made of.
  public let architecture: Architecture
  let backbone: Backbone
  let decodeHead: Head
  let auxiliaryHead: Head
  private var _parameters: ParameterList?

  /// Builds the net with initial weights drawn from `seed`.
  ///
  /// Convolutions: He's normal distribution over the fan-out; classifiers: normal, deviation 0.01; the last norm of a
  /// residual block: 0. Without initialization all kernels are 0, ready for a checkpoint. Traps on an architecture that does
  /// not exist.
  public init(_ architecture: Architecture, seed: UInt64, isInitialized: Bool = true) {
    self.architecture = architecture
    backbone = Self.backbone(architecture)
    decodeHead = Self.decodeHead(architecture, backbone.channels)
    auxiliaryHead = Self.auxiliaryHead(architecture, backbone.channels)
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

  /// Logits of both heads, each at its own size.
  public func bothHeads(_ image: Variable, _ pass: Pass) -> (decode: Variable, auxiliary: Variable) {
    let features = backbone.features(image, pass)
    return (decodeHead(features, pass), auxiliaryHead(features, pass))
  }

  private static func backbone(_ architecture: Architecture) -> Backbone {
    switch architecture.backbone {
    case .unet: UNet(width: architecture.width, alignsCorners: architecture.alignsCorners)
    case .resNet(let depth, let stemChannels):
      ResNet(depth: depth, width: architecture.width, stemChannels: stemChannels)
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
}
