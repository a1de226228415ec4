public import Plots
import Segmentation

extension ResumableRun {
  /// The loss by iteration, those before a resumption included: both heads together, and the decode head.
  public func lossChart(title: String) -> LineChart {
    LineChart(
      title: title, summary: lossSummary, xLabel: "iteration", yLabel: "loss",
      series: [
        Series("both heads", values: steps.map { Double($0.loss) }),
        Series("decode head", values: steps.map { Double($0.decodeLoss) }),
      ], smoothing: 0.9)
  }

  /// The chart in words, for those who cannot see it.
  public var lossSummary: String {
    guard let first = steps.first, let last = steps.last else { return "No iteration." }
    return "Loss over \(steps.count) iterations, from \(first.loss) to \(last.loss)"
  }
}
