public import Plots
import Segmentation

extension ResumableRun {
  /// The loss by iteration, those before a resumption included: both heads together, and the decode head.
  ///
  /// The learning rate stands in a strip below; a mark tells which checkpoint was kept: the last, because
  /// choosing by validation scores would be training on them.
  ///
  /// - Parameter tellsSeams: whether marks tell where a killed run went on; for previews alone, because what is
  ///   filed must not depend on where a run was stopped.
  public func lossChart(title: String, tellsSeams: Bool = false) -> LineChart {
    var chart = LineChart(
      title: title, summary: lossSummary, xLabel: "iteration", yLabel: "loss",
      series: [
        Series("both heads", values: steps.map { Double($0.loss) }),
        Series("decode head", values: steps.map { Double($0.decodeLoss) }),
      ], smoothing: 0.9)
    chart.strip = Series("learning rate", values: steps.map { Double($0.rate) })
    if tellsSeams { chart.marks = seams.map { ("resumed", Double($0) + 0.5) } }
    if !steps.isEmpty { chart.marks.append(("kept checkpoint", Double(steps.count))) }
    return chart
  }

  /// The chart in words, for those who cannot see it.
  public var lossSummary: String {
    guard let first = steps.first, let last = steps.last else { return "No iteration." }
    return "Loss over \(steps.count) iterations, from \(first.loss) to \(last.loss); "
      + "learning rate from \(first.rate) to \(last.rate)"
  }
}
