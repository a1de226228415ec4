/// Why a training run cannot begin or go on; numbers of iterations count from 1, as progress shows them.
public enum TrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The loss became NaN or infinite.
  case loss(Float, iteration: Int, iterations: Int, rate: Float)
  /// A weight or a running statistic became NaN or infinite.
  case weights(name: String, iteration: Int, iterations: Int, rate: Float)
  /// The batch leaves batch normalization a single value per channel.
  case batch(samples: Int, least: Int, height: Int, width: Int)

  /// One sentence: place, expectation, finding.
  public var description: String {
    switch self {
    case .loss(let loss, let iteration, let iterations, let rate):
      "training diverged at iteration \(iteration) of \(iterations): expected a finite loss, found \(loss) "
        + "(learning rate \(rate))"
    case .weights(let name, let iteration, let iterations, let rate):
      "training diverged at iteration \(iteration) of \(iterations): expected finite weights, found NaN or "
        + "infinity in \(name) (learning rate \(rate))"
    case .batch(let samples, let least, let height, let width):
      "a batch of images of \(height)×\(width) cannot be normalized: expected at least \(least), for one value "
        + "has no variance, found \(samples)"
    }
  }
}
