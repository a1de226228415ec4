/// A scalar over the steps of a run, such as the loss of every iteration: a line of `scalars.jsonl`.
public struct ShownCurve: Codable, Sendable, Equatable {
  /// The name, such as `decode.loss_ce`.
  public var tag: String
  /// The steps, rising.
  public var steps: [Int]
  /// A value for each step.
  public var values: [Double]

  /// A curve; traps unless there is a value for each step.
  public init(tag: String, steps: [Int], values: [Double]) {
    precondition(steps.count == values.count, "\(tag): \(values.count) values for \(steps.count) steps")
    self.tag = tag
    self.steps = steps
    self.values = values
  }

  /// The file's name in the folder of what a stage shows.
  public static let fileName = "scalars.jsonl"
}
