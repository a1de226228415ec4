/// What a segmentation net is made of; everything that decides its parameters' names and shapes.
public struct Architecture: Sendable, Hashable, Codable {
  /// The part that turns an image into feature maps.
  public enum Backbone: Sendable, Hashable, Codable {
    /// UNet of five stages, each half the size of the one before (mmseg/models/backbones/unet.py).
    case unet
    /// ResNetV1c of 18 or 50 layers at output stride 8 (mmseg/models/backbones/resnet.py).
    case resNet(depth: Int, stemChannels: Int)
    /// A UNet with instance normalization and deep supervision, for few images; no published weights.
    case instanceUNet
  }

  /// The part that turns feature maps into logits.
  public enum Head: Sendable, Hashable, Codable {
    /// Convolutions; `concatenatesInput` joins their input to their output before one more.
    case fcn(convolutions: Int, concatenatesInput: Bool)
    /// Pyramid pooling at the scales 1, 2, 3 and 6 (PSPNet).
    case psp
    /// Atrous spatial pyramid pooling at the dilations 1, 12, 24 and 36 (DeepLabV3).
    case aspp
    /// The same with separable convolutions and a skip from the first stage (DeepLabV3+).
    case separableASPP(skipChannels: Int)
  }

  /// The backbone.
  public var backbone: Backbone
  /// The decode head, which predicts.
  public var head: Head
  /// Channels of the first stage; 64 as published.
  public var width = 64
  /// Channels inside the decode head.
  public var headChannels: Int
  /// Channels inside the auxiliary head.
  public var auxiliaryChannels: Int
  /// The number of classes.
  public var classes = 2
  /// The auxiliary head's outputs; as many as classes unless set.
  public var auxiliaryOutputs: Int?
  /// The share of channels that both heads drop in training.
  public var dropout: Float = 0.1
  /// Whether bilinear resizing aligns the corners' centers; false in all published configurations.
  public var alignsCorners = false

  /// Creates an architecture at its published width.
  public init(backbone: Backbone, head: Head, headChannels: Int, auxiliaryChannels: Int) {
    self.backbone = backbone
    self.head = head
    self.headChannels = headChannels
    self.auxiliaryChannels = auxiliaryChannels
  }

  /// The same net with the first stage's channels set to `width` and all others in proportion, at least 4.
  ///
  /// Traps unless `width` is positive.
  public func scaled(toWidth width: Int) -> Architecture {
    precondition(width > 0, "a net of width \(width)")
    if backbone == .instanceUNet { return .smallData(width: width, classes: classes) }
    var scaled = self
    func scale(_ channels: Int) -> Int { max(4, channels * width / self.width) }
    scaled.width = width
    scaled.headChannels = scale(headChannels)
    scaled.auxiliaryChannels = scale(auxiliaryChannels)
    if case .resNet(let depth, let stemChannels) = backbone {
      scaled.backbone = .resNet(depth: depth, stemChannels: scale(stemChannels))
    }
    if case .separableASPP(let skipChannels) = head {
      scaled.head = .separableASPP(skipChannels: scale(skipChannels))
    }
    return scaled
  }

  /// Image sides must be multiples of this: 16 for the UNets, anything for the ResNets.
  public var sizeDivisor: Int { backbone == .unet || backbone == .instanceUNet ? 16 : 1 }

  /// The least side that the net can take and that holds `extent` pixels.
  func fittingSide(_ extent: Int) -> Int { (extent + sizeDivisor - 1) / sizeDivisor * sizeDivisor }

  /// The fewest samples that a training batch of images of that size may have: 1 or 2.
  ///
  /// One value has no variance, so where a feature map has a single pixel for each sample (below a pooled
  /// image, or where the image is no larger than the net's stride), batch normalization wants two samples.
  /// PyTorch refuses the same: torch/nn/functional.py, `_verify_batch_size`.
  public func leastBatch(height: Int, width: Int) -> Int {
    if backbone == .instanceUNet { return 1 }
    let stride = backbone == .unet ? 16 : 8
    let isOnePixel = max(height, width) <= stride
    if case .fcn = head { return isOnePixel ? 2 : 1 }
    return 2
  }

  /// The net for few images: instance normalization, leaky ReLU, deep supervision at 1/2 and 1/4 of the size.
  public static func smallData(width: Int = 32, classes: Int = 2) -> Architecture {
    var architecture = Architecture(
      backbone: .instanceUNet, head: .fcn(convolutions: 0, concatenatesInput: false), headChannels: width,
      auxiliaryChannels: 2 * width)
    architecture.width = width
    architecture.classes = classes
    architecture.dropout = 0
    return architecture
  }
}
