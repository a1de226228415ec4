private import StageProtocol

extension Stage {
  /// Says how far the work is; at most ten times a second reach the driver, the last step always.
  ///
  /// The fields are what a person watches: `loss`, `lr`, `images/s`.
  public func progress(
    _ step: Int, of total: Int, unit: String = "step", fields: [String: Double] = [:]
  ) {
    reporter.progress(step: step, of: total, unit: unit, fields: fields)
  }

  /// Keeps a figure in the run's record, such as a validation Dice after a step.
  public func metric(_ name: String, _ value: Double, step: Int? = nil) {
    reporter.metric(name, value, step: step)
  }

  /// Writes a sentence to the run's log.
  public func log(_ text: String) {
    reporter.send(.message(text))
  }
}
