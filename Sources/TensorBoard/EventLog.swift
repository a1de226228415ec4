/// A run for TensorBoard: scalars over steps, images, hyper-parameters.
public struct EventLog: Sendable {
  /// A number over the steps of the run.
  public struct Scalar: Sendable, Equatable {
    /// The name; a slash groups.
    public var tag: String
    /// The steps, rising.
    public var steps: [Int]
    /// A value for each step; the file keeps Float32.
    public var values: [Double]
    /// A scalar; traps unless there is a value for each step.
    public init(tag: String, steps: [Int], values: [Double]) {
      precondition(steps.count == values.count, "\(tag): \(values.count) values for \(steps.count) steps")
      self.tag = tag
      self.steps = steps
      self.values = values
    }
  }

  /// A picture at a step.
  public struct Image: Sendable, Equatable {
    /// The name; a slash groups.
    public var tag: String
    /// The step.
    public var step: Int
    /// The bytes of a PNG file, kept as they are.
    public var png: [UInt8]
    /// A picture.
    public init(tag: String, step: Int, png: [UInt8]) {
      self.tag = tag
      self.step = step
      self.png = png
    }
  }

  /// What the run was told.
  public enum Setting: Sendable, Equatable {
    case number(Double)
    case text(String)
    case truth(Bool)
  }

  /// The time of every event, seconds since 1970: when the run ended.
  ///
  /// What a step did is known, not when.
  public var time: Double
  /// When the run began.
  public var begun: Double
  /// The scalars.
  public var scalars: [Scalar] = []
  /// The images.
  public var images: [Image] = []
  /// Name → value of the hyper-parameters.
  public var settings: [String: Setting] = [:]

  /// A log without events.
  public init(time: Double, begun: Double) {
    self.time = time
    self.begun = begun
  }

  /// The last step of any scalar; 0 without one.
  public var lastStep: Int { scalars.compactMap(\.steps.last).max() ?? 0 }

  /// The name of the file in the run's folder: TensorBoard looks for `tfevents` in it.
  public var fileName: String { "events.out.tfevents.\(Int(time)).fovea" }
}
