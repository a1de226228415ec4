internal import Pipeline

/// Tells a person or a script what happens in a run.
protocol RunReporter: AnyObject {
  /// Takes what just happened.
  func take(_ event: RunEvent)
  /// Tells how it all ended.
  func finish(_ summary: RunSummary, seconds: Double)
}
