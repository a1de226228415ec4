public import Checkpoints
import NN
public import Tensors

/// Trains a net: a plain loop over samples, forward, backward, step.
///
/// The outcome depends on the settings, the initial weights and the samples, to the last bit; not on the
/// number of threads, nor on whether the run was interrupted and resumed from a saved state.
public final class Trainer {
  /// The net, whose weights change.
  public let net: SegmentationNet
  /// What decides the outcome.
  public let settings: TrainingSettings
  /// The next step's number; the number of steps done.
  public internal(set) var iteration = 0
  let optimizer: any Optimizer
  let average: MovingAverage?
  private let preprocessor: Preprocessor
  private let pool: WorkerPool

  /// Prepares a run from the net's present weights; the default preprocessing is ImageNet's.
  public init(
    net: SegmentationNet, settings: TrainingSettings, preprocessor: Preprocessor = .imageNet, pool: WorkerPool
  ) {
    self.net = net
    self.settings = settings
    self.preprocessor = preprocessor
    self.pool = pool
    for prefix in settings.frozen { net.parameters.setTrainable(false, prefix: prefix) }
    average = settings.averaging.map { MovingAverage(net.parameters, momentum: $0) }
    optimizer = settings.optimizer.optimizer(
      net.parameters.groups(settings.rules), momentum: settings.momentum, weightDecay: settings.weightDecay)
  }

  /// Runs all steps that are left.
  ///
  /// `sample` gives the sample of an index, counted over the whole run: step i uses i · batchSize and the
  /// following. `onStep` hears of every step; `onSave` gets the state after every `saveInterval` steps (never
  /// by default) and after the last. What these closures throw ends the run, and so does `TrainingError` once
  /// the loss, or a weight that is about to be saved, is not finite (neither closure sees such a step), and
  /// before a step on a batch that is too small for batch normalization: `Architecture.leastBatch`.
  public func run(
    saveInterval: Int? = nil, sample: (Int) throws -> TrainingSample,
    onStep: (TrainingStep) throws -> Void = { _ in }, onSave: (Checkpoint) throws -> Void = { _ in }
  ) throws {
    precondition(saveInterval.map { $0 > 0 } ?? true, "a save every \(saveInterval ?? 0) steps")
    while iteration < settings.iterations {
      let first = iteration * settings.batchSize
      let samples = try (first..<first + settings.batchSize).map(sample)
      try requireVariance(samples)
      let done = step(samples)
      guard done.loss.isFinite else {
        throw TrainingError.loss(
          done.loss, iteration: iteration, iterations: settings.iterations, rate: done.rate)
      }
      let isLast = iteration == settings.iterations
      let isSaved = isLast || saveInterval.map { iteration.isMultiple(of: $0) } == true
      if isSaved { try requireFiniteWeights(rate: done.rate) }
      try onStep(done)
      if isSaved { try onSave(state()) }
    }
  }

  private func requireVariance(_ samples: [TrainingSample]) throws {
    let (height, width) = sides(samples)
    let least = net.architecture.leastBatch(height: height, width: width)
    guard samples.count >= least else {
      throw TrainingError.batch(samples: samples.count, least: least, height: height, width: width)
    }
  }

  /// The state between two steps; throws `TrainingError` where a weight is not finite.
  public func finiteState() throws -> Checkpoint {
    try requireFiniteWeights(rate: settings.schedule.rate(at: max(0, iteration - 1)))
    return state()
  }

  /// The loss is that of the weights before a step: the last step's harm would go unseen without this.
  private func requireFiniteWeights(rate: Float) throws {
    for entry in net.parameters.entries where !entry.parameter.array.allSatisfy(\.isFinite) {
      throw TrainingError.weights(
        name: entry.name, iteration: iteration, iterations: settings.iterations, rate: rate)
    }
  }

  /// Exchanges the net's weights and their moving average, if the settings ask for one; call it twice to go
  /// back.
  public func swapAverage() { average?.swap() }

  /// Does one step on the samples of a batch, padded to the largest of them and to sides that the net can
  /// take.
  ///
  /// Traps without samples, and where they are too few for batch normalization: `Architecture.leastBatch`.
  public func step(_ samples: [TrainingSample]) -> TrainingStep {
    precondition(!samples.isEmpty, "a step without samples")
    let (height, width) = sides(samples)
    let images = preprocessor.batch(samples.map(\.image), height: height, width: width)
    let labels = Labels(
      preprocessor.labels(samples.map(\.label), height: images.shape.height, width: images.shape.width))
    let dropout = DropoutSource.random(
      seed: settings.seed, firstSample: UInt64(iteration * settings.batchSize))
    return step(images, labels, dropout: dropout)
  }

  /// The sides of a batch: those of its largest sample, filled up to what the net can take.
  private func sides(_ samples: [TrainingSample]) -> (height: Int, width: Int) {
    func side(_ extents: [Int]) -> Int { net.architecture.fittingSide(extents.max() ?? 0) }
    return (side(samples.map(\.image.height)), side(samples.map(\.image.width)))
  }

  func step(_ images: Tensor, _ labels: Labels, dropout: DropoutSource) -> TrainingStep {
    let rate = settings.schedule.rate(at: iteration)
    optimizer.clearGradients()
    let tape = Tape()
    let losses = net.losses(
      images, labels, decode: settings.loss.loss(weight: settings.decodeWeight),
      auxiliary: settings.loss.loss(weight: settings.auxiliaryWeight),
      Pass(pool: pool, mode: .training, tape: tape, dropout: dropout))
    tape.backward(from: losses.total, pool: pool)
    optimizer.step(settings.schedule, at: iteration, pool)
    average?.update()
    defer { iteration += 1 }
    return TrainingStep(
      iteration: iteration, rate: rate, loss: losses.total.value.scalar,
      decodeLoss: losses.decode.value.scalar, auxiliaryLoss: losses.auxiliary.value.scalar)
  }
}
