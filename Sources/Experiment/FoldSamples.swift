public import Retina
public import Segmentation
import Tensors

/// The training frames of a fold as an endless, seeded sequence of samples.
///
/// Every epoch is a permutation of its own; sample i depends on the seed and on i alone, so that a resumed
/// run goes on where it was.
public struct FoldSamples: Sendable {
  private let frames: [LabeledImage]
  private let order: RandomStream
  private let augmentation: AugmentationPipeline

  /// Reads the training frames that `grader` looked at, enlarged by `scale` as MMSegmentation's Resize does.
  ///
  /// The image is bilinear, the labels nearest. Augmentation follows; the default is none. Throws
  /// `RetinaError` for damaged files, `ExperimentError` without frames and for frames that become too large.
  public init(
    frames: FrameSet, fold: Fold, grader: Int = 1, scale: Double = 1, seed: UInt64,
    augmentation: [any Augmentation] = []
  ) throws {
    self.frames = try fold.training.filter { try frames.isGraded($0, by: grader) }.map { id in
      try LabeledImage(
        image: frames.image(id).enlarged(by: scale),
        labels: frames.mask(id, grader: grader).enlarged(by: scale, isLabels: true))
    }
    guard !self.frames.isEmpty else {
      throw ExperimentError.file(
        path: frames.folder, expected: "training frames that grader \(grader) graded", found: "none")
    }
    order = RandomStream(seed: seed, purpose: "sample order")
    self.augmentation = AugmentationPipeline(seed: seed, steps: augmentation)
  }

  /// Samples from pairs in memory, such as phantoms.
  public init(_ frames: [LabeledImage], seed: UInt64, augmentation: [any Augmentation] = []) {
    precondition(!frames.isEmpty, "training wants at least one frame")
    self.frames = frames
    order = RandomStream(seed: seed, purpose: "sample order")
    self.augmentation = AugmentationPipeline(seed: seed, steps: augmentation)
  }

  /// The number of frames; an epoch's length.
  public var count: Int { frames.count }

  /// Checks that a crop and a batch suit the frames and a net.
  ///
  /// `crop` is the side of a random crop with the name of its parameter, nil for whole frames. Throws
  /// `ExperimentError.parameter` for a crop that is larger than a frame, which would silently be a smaller
  /// one, and for batches that leave batch normalization a single value.
  public func check(
    crop: (name: String, side: Int)?, batch: (name: String, count: Int), for architecture: Architecture
  ) throws {
    let least = (width: frames.map(\.width).min() ?? 0, height: frames.map(\.height).min() ?? 0)
    if let crop, !(1...max(1, min(least.width, least.height))).contains(crop.side) {
      throw ExperimentError.parameter(
        name: crop.name,
        expected: "1 to \(min(least.width, least.height)), as frames are "
          + "\(least.width)×\(least.height)", found: "\(crop.side)")
    }
    let needed = architecture.leastBatch(
      height: crop?.side ?? least.height, width: crop?.side ?? least.width)
    guard batch.count >= needed else {
      throw ExperimentError.parameter(
        name: batch.name,
        expected: "at least \(needed), for a feature map of one pixel has no variance in a "
          + "batch of one", found: "\(batch.count)")
    }
  }

  /// Sample `index`, counted over the whole run.
  public func callAsFunction(_ index: Int) -> TrainingSample {
    var random = order.sequence(sample: UInt64(index / count))
    var places = Array(0..<count)
    random.shuffle(&places)
    let sample = augmentation(frames[places[index % count]], index: index)
    return TrainingSample(image: sample.image, label: sample.labels)
  }
}
