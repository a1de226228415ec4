import Retina
public import Segmentation
public import Tensors

/// Finds fluid as the recipe does: nets look at the retina's band through Gaussian windows, and vote.
public struct RecipePredictor {
  /// The nets, equal votes.
  public let ensemble: Ensemble
  /// Rows of the band; nil looks at the whole scan.
  public let band: Int?
  /// Rows and columns of the scan that are one for the nets.
  let reduction: Reduction
  /// Whether nets see the white frame around a scan; else the scan's median is in its place.
  let seesFrame: Bool

  /// The mask of a gray scan at its own size; `name` names the scan in errors.
  ///
  /// Outside the band everything is background. Throws `ExperimentError.prediction` for NaN and infinity.
  public func mask(_ image: Raster, name: String) throws -> Raster {
    let (rows, probabilities) = try probabilities(image, name: name)
    return rows.placed(Predictor.argmax(probabilities), height: image.height)
  }

  /// The band of a gray scan and the probabilities in it, 1 × rows × width × 2; throws as `mask`.
  func probabilities(_ image: Raster, name: String) throws -> (band: RetinaBand, shares: Tensor) {
    let rows = RetinaBand(of: image, height: band ?? image.height)
    let part = rows.part(of: seesFrame ? image : image.withoutWhiteFrame())
    let size = reduction.size(of: part)
    let probabilities = ensemble.probabilities(
      part.areaResized(width: size.width, height: size.height), height: part.height, width: part.width)
    guard probabilities.nchw.allSatisfy(\.isFinite) else {
      throw ExperimentError.prediction(model: "recipe", frame: name)
    }
    return (rows, probabilities)
  }
}
