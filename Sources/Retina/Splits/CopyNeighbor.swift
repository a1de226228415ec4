public import Tensors

/// The predictor that copies: for every frame the mask of the nearest training frame of the same eye.
///
/// It knows nothing of images. Where it scores well, subjects stand on both sides of the split.
public enum CopyNeighbor {
  /// The training frame whose mask is copied; nil where the eye was not trained on.
  ///
  /// Of two frames equally near the one with the lower slice.
  public static func source(for frame: FrameID, training: [FrameID]) -> FrameID? {
    training.filter { $0.subject == frame.subject }
      .min { (abs($0.slice - frame.slice), $0.slice) < (abs($1.slice - frame.slice), $1.slice) }
  }

  /// The copied mask, or an empty one of the given size where there is nothing to copy.
  public static func mask(
    for frame: FrameID, training: [FrameID], width: Int, height: Int, masks: (FrameID) throws -> Raster
  ) rethrows -> Raster {
    guard let source = source(for: frame, training: training) else {
      return Raster(width: width, height: height)
    }
    return try masks(source)
  }
}
