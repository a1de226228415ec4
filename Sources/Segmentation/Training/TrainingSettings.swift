public import NN

/// Everything that decides the outcome of a training run but the data and the initial weights.
///
/// Threads are no part of it: they change no bit.
public struct TrainingSettings: Sendable, Hashable {
  /// How weights follow gradients.
  public var optimizer = OptimizerChoice.sgd
  /// The momentum of SGD.
  public var momentum: Float = 0.9
  /// The weight decay, of all weights, biases and norms included, as in MMSegmentation.
  public var weightDecay: Float = 0.0005
  /// The learning rate of every iteration.
  public var schedule: Schedule
  /// The loss of both heads.
  public var loss = LossChoice.crossEntropy
  /// The factor of the decode head's loss.
  public var decodeWeight: Float = 1
  /// The factor of the auxiliary head's loss.
  public var auxiliaryWeight: Float = 0.4
  /// The number of steps.
  public var iterations: Int
  /// The number of samples in a step.
  public var batchSize = 2
  /// The root of the run's random numbers: dropout.
  public var seed: UInt64 = 0
  /// The momentum of an exponential moving average of the weights; nil for none.
  public var averaging: Float?
  /// Weights whose names begin so stay as they are; statistics of normalizations follow the batches all
  /// the same (`requires_grad=False`, not `frozen_stages`).
  public var frozen: [String] = []
  /// Factors of rate and weight decay for weights whose names contain a key; the longest key that fits counts.
  ///
  /// MMEngine's `paramwise_cfg` with `custom_keys`; none by default. A factor of 0 does not freeze, for schedules
  /// have a least rate: that is `frozen`. A key that fits no weight traps.
  public var rules: [ParameterList.Rule] = []

  /// MMSegmentation's settings for that many iterations: SGD, rate 0.01, poly to 0.0001 over `scheduleEnd`.
  ///
  /// By default the schedule ends with the run.
  public init(iterations: Int, rate: Double = 0.01, scheduleEnd: Int? = nil) {
    precondition(iterations > 0, "a run of \(iterations) iterations")
    self.iterations = iterations
    schedule = Schedule(base: rate, end: scheduleEnd ?? iterations)
  }
}
