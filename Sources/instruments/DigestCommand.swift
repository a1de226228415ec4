import ArgumentParser
import Digest
import Foundation
import NN
import Segmentation
import Tensors

/// `fovea bench digest`: what the engine computes, as one line that must be the same on every machine.
struct DigestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digest",
    abstract: "SHA-256 of logits, losses, gradients and weights of a few steps of training on random data.",
    discussion: """
      One step for every loss, then a prediction. The line depends on model, width, crop and batch; not on the \
      number of threads, nor on the processor.
      """)

  @OptionGroup var options: BenchOptions

  func run() throws {
    try answering {
      let setting = try BenchSetting(options, batch: 2, isTraining: true)
      let pool = WorkerPool(threads: setting.threads)
      var hasher = SHA256Hasher()
      let net = SegmentationNet(setting.architecture, seed: 1)
      let samples = (0..<setting.batch).map { BenchSubject.sample(UInt64($0), side: setting.crop) }
      for loss in LossChoice.allCases {
        Output.note("a step with the loss \(loss.rawValue)")
        var settings = TrainingSettings(iterations: 1)
        settings.loss = loss
        let step = Trainer(net: net, settings: settings, pool: pool).step(samples)
        guard step.loss.isFinite else { throw BenchError.notFinite(step.loss) }
        hasher.update([step.loss, step.decodeLoss, step.auxiliaryLoss])
        for entry in net.parameters.entries {
          hasher.update(entry.parameter.array)
          if let gradient = entry.parameter.gradient { hasher.update(gradient.array) }
        }
      }
      let image = samples[0].image
      hasher.update(Predictor(net: net, mode: .whole, pool: pool).probabilities(image).nchw)
      Output.print(hasher.finish().hex)
    }
  }
}

extension SHA256Hasher {
  /// Adds numbers by their bits.
  fileprivate mutating func update(_ numbers: [Float]) {
    numbers.withUnsafeBytes { update($0) }
  }
}
