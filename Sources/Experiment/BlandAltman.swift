/// How two measurements of the same things agree: the mean of their differences, and the limits between
/// which 95 % of the differences are expected.
///
/// Source: Bland and Altman, Statistical methods for assessing agreement (1986).
public struct BlandAltman: Equatable, Sendable {
  /// The mean difference.
  public let bias: Double
  /// Bias ∓ 1.96 standard deviations; the same as the bias for a single difference.
  public let lower: Double, upper: Double

  /// The agreement that the differences show; nil without differences.
  public init?(differences: [Double]) {
    guard !differences.isEmpty else { return nil }
    let count = Double(differences.count)
    let mean = differences.reduce(0, +) / count
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / max(1, count - 1)).squareRoot()
    bias = mean
    (lower, upper) = (mean - 1.96 * deviation, mean + 1.96 * deviation)
  }
}
