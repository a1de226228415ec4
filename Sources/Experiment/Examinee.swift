public import Checkpoints
import Retina
public import Segmentation
public import Tensors

/// A net of the zoo as stages 4 to 6 put it to the exam: its width, its windows, the enlargement of frames.
public struct Examinee {
  /// The row of the zoo.
  public let model: ZooModel
  /// The net.
  public let net: SegmentationNet
  /// How much frames are enlarged before the net sees them; predictions come back at the frames' size.
  public let scale: Double
  private let mode: InferenceMode
  private let pool: WorkerPool

  /// A net of that name at a width, its initial weights drawn from `seed`.
  ///
  /// UNets look through windows of `window` pixels every `stride`; the others see whole frames. Throws
  /// `ExperimentError.parameter` for an unknown name and for windows that the net cannot take.
  public init(
    _ name: String, width: Int, window: Int, stride: Int, scale: Double, seed: UInt64, pool: WorkerPool
  ) throws {
    guard let model = Zoo[name] else {
      throw ExperimentError.parameter(
        name: "model", expected: "one of \(Zoo.models.map(\.name).joined(separator: ", "))", found: name)
    }
    let architecture = model.architecture.scaled(toWidth: width)
    guard window.isMultiple(of: architecture.sizeDivisor) else {
      throw ExperimentError.parameter(
        name: "inference.window", expected: "a multiple of \(architecture.sizeDivisor)", found: "\(window)")
    }
    self.model = model
    self.scale = scale
    self.pool = pool
    net = SegmentationNet(architecture, seed: seed)
    if case .slide = model.inference {
      mode = .slide(crop: window, stride: stride)
    } else {
      mode = .whole
    }
  }

  /// Takes weights; returns the names that keep their initial values, the classifiers of other classes.
  public func load(_ path: String) throws -> [String] {
    try net.load(Checkpoint(contentsOf: path), mode: .transfer)
  }

  /// The mask that the net predicts for a question, at the question's size.
  public func answer(_ question: Exam.Question) -> Raster {
    let image = question.image
    let seen =
      scale == 1
      ? image
      : image.openCVBilinear(
        width: Int((Double(image.width) * scale).rounded()),
        height: Int((Double(image.height) * scale).rounded()))
    return Predictor(net: net, mode: mode, pool: pool)
      .prediction(seen, height: question.label.height, width: question.label.width)
  }
}
