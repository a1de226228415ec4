public import Tensors

/// Predictors that have learned nothing; every table of scores shows them.
///
/// Masks given from elsewhere (a neighbor's, the other grader's) are scored by `FluidEvaluation` directly.
public enum TrivialBaseline: String, Sendable, CaseIterable {
  /// No pixel is fluid.
  case nothing
  /// Every pixel is fluid.
  case everything

  /// The prediction for an image of that size.
  public func prediction(width: Int, height: Int, fluid: UInt8 = 1) -> Raster {
    Raster(width: width, height: height, filledWith: self == .everything ? fluid : 0)
  }
}
