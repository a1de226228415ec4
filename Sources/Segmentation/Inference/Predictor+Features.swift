public import Tensors

extension Predictor {
  /// What the classifier sees of a whole image, whatever the mode: the decode head's last features, 1 × h × w ×
  /// channels at the head's own size.
  ///
  /// Features of what was added to fit a UNet are cut off.
  public func features(_ image: Raster) -> Tensor {
    let input = preprocessor.batch([image])
    let height = net.architecture.fittingSide(image.height)
    let width = net.architecture.fittingSide(image.width)
    let fitting = Self.window(input, rows: 0..<height, columns: 0..<width)
    let features = net.features(Variable(fitting), Pass(pool: pool)).value
    func share(_ extent: Int, of whole: Int, at size: Int) -> Int { (size * extent + whole - 1) / whole }
    return Self.window(
      features, rows: 0..<share(image.height, of: height, at: features.shape.height),
      columns: 0..<share(image.width, of: width, at: features.shape.width))
  }
}
