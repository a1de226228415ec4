import Segmentation
import Tensors

/// A net with random weights and data, and what one repetition does.
struct BenchSubject {
  let setting: BenchSetting
  let mode: String
  /// Floating-point operations of a repetition: two for every nominal multiplication of the convolutions.
  let operations: Double
  /// One repetition.
  let work: () throws -> Void

  /// A step: forward, losses, backward (twice the operations of forward), SGD.
  static func trainingStep(_ options: BenchOptions) throws -> BenchSubject {
    let setting = try BenchSetting(options, batch: 2, isTraining: true)
    let net = SegmentationNet(setting.architecture, seed: 1)
    let settings = TrainingSettings(iterations: setting.model.scheduleEnd)
    let trainer = Trainer(net: net, settings: settings, pool: WorkerPool(threads: setting.threads))
    let samples = (0..<setting.batch).map { sample(UInt64($0), side: setting.crop) }
    let layers = net.convolutions(height: setting.crop, width: setting.crop)
    let count = (layers.forward + layers.auxiliary).reduce(0) { $0 + $1.multiplications }
    return BenchSubject(
      setting: setting, mode: "train-step", operations: 6 * Double(count * setting.batch)
    ) {
      let loss = trainer.step(samples).loss
      guard loss.isFinite else { throw BenchError.notFinite(loss) }
    }
  }

  /// A prediction: the decode head's logits, resized to the image.
  static func forward(_ options: BenchOptions) throws -> BenchSubject {
    let setting = try BenchSetting(options, batch: 1, isTraining: false)
    let net = SegmentationNet(setting.architecture, seed: 1)
    let pass = Pass(pool: WorkerPool(threads: setting.threads))
    let images = Preprocessor.imageNet.batch(
      (0..<setting.batch).map { sample(UInt64($0), side: setting.crop).image })
    let count = net.convolutions(height: setting.crop, width: setting.crop).forward
      .reduce(0) { $0 + $1.multiplications }
    return BenchSubject(setting: setting, mode: "forward", operations: 2 * Double(count * setting.batch)) {
      let logits = net(Variable(images), pass)
      let full = resized(
        logits, height: setting.crop, width: setting.crop,
        alignsCorners: setting.architecture.alignsCorners, pass)
      let first = full.value.scalar
      guard first.isFinite else { throw BenchError.notFinite(first) }
    }
  }

  /// A random image and label, four rows of which are ignored.
  static func sample(_ index: UInt64, side: Int) -> TrainingSample {
    var numbers = RandomStream(seed: 1, purpose: "bench").sequence(sample: index)
    let pixels = (0..<side * side * 3).map { _ in UInt8(numbers.int(below: 256)) }
    let classes = (0..<side * side).map { $0 < 4 * side ? UInt8(255) : UInt8(numbers.int(below: 2)) }
    return TrainingSample(
      image: Raster(width: side, height: side, channels: 3, pixels: pixels),
      label: Raster(width: side, height: side, pixels: classes))
  }
}
