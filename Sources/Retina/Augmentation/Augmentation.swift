public import Tensors

/// A random change of an image and its labels that leaves what they mean.
public protocol Augmentation: Sendable {
  /// The changed pair; all chance comes from `random`.
  func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage
}

/// Augmentations one after the other, each with random numbers of its own.
///
/// What a step draws depends on the seed, on its kind and place among its kind, and on the sample's index:
/// not on threads, on the order of samples, or on what other steps draw.
public struct AugmentationPipeline: Sendable {
  /// The root of all random numbers.
  public let seed: UInt64
  /// The steps in order.
  public let steps: [any Augmentation]

  private let streams: [RandomStream]

  /// A pipeline.
  public init(seed: UInt64, steps: [any Augmentation]) {
    self.seed = seed
    self.steps = steps
    var counts: [String: Int] = [:]
    streams = steps.map { step in
      let kind = "\(type(of: step))"
      counts[kind, default: 0] += 1
      return RandomStream(seed: seed, purpose: "augmentation/\(kind)/\(counts[kind] ?? 0)")
    }
  }

  /// The sample as training sees it the `index`-th time that any sample is drawn.
  public func callAsFunction(_ sample: LabeledImage, index: Int) -> LabeledImage {
    var sample = sample
    for (step, stream) in zip(steps, streams) {
      var random = stream.sequence(sample: UInt64(index))
      sample = step(sample, &random)
    }
    return sample
  }
}
