import ArgumentParser
import Foundation
import Segmentation
import Tensors

/// What a timing is of.
struct BenchOptions: ParsableArguments {
  @Option(help: "A model of the zoo or its configuration in MMSegmentation.") var architecture = "unet_fcn"
  @Option(help: "Channels of the first stage (default: 64, as published).") var width: Int?
  @Option(help: "The side of the square images (default: the model's crop).") var crop: Int?
  @Option(help: "Images (default: 2 for a step, 1 for a prediction).") var batch: Int?
  @Option(help: "Threads (default: as many as processors).") var threads: Int?
  @Option(help: "Repetitions that count, after one that does not.") var repeats = 5
  @Flag(help: "One JSON document.") var json = false
  @Flag(help: "Do a repetition for each line of standard input and say its seconds; report at the end.")
  var onRequest = false

  func validate() throws {
    guard let model = Zoo[architecture] else {
      throw ValidationError(
        "--architecture \(architecture): expected one of "
          + Zoo.models.flatMap { [$0.name, $0.configuration] }.joined(separator: ", "))
    }
    let divisor = model.architecture.sizeDivisor
    if let crop, crop < 1 || !crop.isMultiple(of: divisor) {
      throw ValidationError("--crop: expected a multiple of \(divisor) from \(divisor), found \(crop)")
    }
    let limits = [
      ("--width", width, 4096), ("--crop", crop, 1 << 14), ("--batch", batch, 4096),
      ("--threads", threads, 256),
    ]
    for (name, value, limit) in limits {
      if let value, !(1...limit).contains(value) {
        throw ValidationError("\(name): expected a number of 1 to \(limit), found \(value)")
      }
    }
    if repeats < 1 { throw ValidationError("--repeats: expected a number from 1, found \(repeats)") }
  }
}

/// The options with their defaults filled in.
struct BenchSetting {
  let model: ZooModel
  let architecture: Architecture
  let crop: Int
  let batch: Int
  let threads: Int

  /// Throws `BenchError` where a batch is too small for batch normalization.
  init(_ options: BenchOptions, batch: Int, isTraining: Bool) throws {
    guard let model = Zoo[options.architecture] else {
      throw ValidationError("--architecture \(options.architecture): no such model")
    }
    self.model = model
    architecture = options.width.map { model.architecture.scaled(toWidth: $0) } ?? model.architecture
    crop = options.crop ?? model.cropSize
    self.batch = options.batch ?? batch
    threads = options.threads ?? ProcessInfo.processInfo.activeProcessorCount
    let least = isTraining ? architecture.leastBatch(height: crop, width: crop) : 1
    if self.batch < least { throw BenchError.batch(self.batch, least: least) }
  }
}

/// Why nothing can be timed.
enum BenchError: Error, CustomStringConvertible {
  case batch(Int, least: Int)
  case notFinite(Float)

  var description: String {
    switch self {
    case .batch(let found, let least):
      "--batch: this model normalizes single values; expected at least \(least) images, found \(found)"
    case .notFinite(let loss):
      "expected a finite loss, found \(loss): the engine computed nonsense, and its time means nothing"
    }
  }
}
