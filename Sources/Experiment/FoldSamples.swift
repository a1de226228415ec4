public import Retina
public import Segmentation
public import Tensors

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
  /// Augmentation follows; the default is none. Throws `RetinaError`, or `ExperimentError` without frames.
  public init(
    frames: FrameSet, fold: Fold, grader: Int = 1, scale: Double = 1, seed: UInt64,
    augmentation: [any Augmentation] = []
  ) throws {
    self.frames = try fold.training.filter { frames.isGraded($0, by: grader) }.map { id in
      try LabeledImage(image: frames.image(id), labels: frames.mask(id, grader: grader)).enlarged(by: scale)
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

  /// Sample `index`, counted over the whole run.
  public func callAsFunction(_ index: Int) -> TrainingSample {
    var random = order.sequence(sample: UInt64(index / count))
    var places = Array(0..<count)
    random.shuffle(&places)
    let sample = augmentation(frames[places[index % count]], index: index)
    return TrainingSample(image: sample.image, label: sample.labels)
  }
}

extension LabeledImage {
  /// Both at another size: the image bilinear, the labels nearest; 1 leaves them as they are.
  public func enlarged(by scale: Double) -> LabeledImage {
    guard scale != 1 else { return self }
    let size = (
      width: Int((Double(width) * scale).rounded()), height: Int((Double(height) * scale).rounded())
    )
    return LabeledImage(
      image: image.openCVBilinear(width: size.width, height: size.height),
      labels: labels.openCVNearest(width: size.width, height: size.height))
  }
}
