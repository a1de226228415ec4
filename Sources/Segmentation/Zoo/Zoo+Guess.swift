extension Zoo {
  /// The model whose backbone and head an architecture has, at whatever width and number of classes; nil for
  /// an architecture outside the zoo.
  public static func model(like architecture: Architecture) -> ZooModel? {
    models.first { $0.architecture.kind == architecture.kind }
  }
}

extension Architecture {
  /// Backbone and head without their numbers of channels.
  fileprivate var kind: String {
    let trunk =
      switch backbone {
      case .unet: "unet"
      case .resNet(let depth, _): "resnet\(depth)"
      case .instanceUNet: "instance unet"
      }
    switch head {
    case .fcn(let convolutions, let concatenates): return "\(trunk) fcn \(convolutions) \(concatenates)"
    case .psp: return "\(trunk) psp"
    case .aspp: return "\(trunk) aspp"
    case .separableASPP: return "\(trunk) separable aspp"
    }
  }
}
