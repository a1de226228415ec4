public import Checkpoints
public import Retina
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
  /// `auxiliaryOutputs` are the auxiliary head's channels, one for each class by default. UNets look through
  /// windows of `window` pixels every `stride`; the others see whole frames. Throws
  /// `ExperimentError.parameter` for an unknown name, for windows that the net cannot take and for those that
  /// leave pixels between them unseen.
  public init(
    _ name: String, width: Int, window: Int, stride: Int, scale: Double, auxiliaryOutputs: Int? = nil,
    seed: UInt64,
    pool: WorkerPool
  ) throws {
    guard let model = Zoo[name] else {
      throw ExperimentError.parameter(
        name: "model", expected: "one of \(Zoo.models.map(\.name).joined(separator: ", "))", found: name)
    }
    var architecture = model.architecture.scaled(toWidth: width)
    if auxiliaryOutputs != architecture.classes { architecture.auxiliaryOutputs = auxiliaryOutputs }
    guard window.isMultiple(of: architecture.sizeDivisor) else {
      throw ExperimentError.parameter(
        name: "inference.window", expected: "a multiple of \(architecture.sizeDivisor)", found: "\(window)")
    }
    guard (1...max(1, window)).contains(stride) else {
      throw ExperimentError.parameter(
        name: "inference.stride", expected: "1 to \(window), as wide as a window (inference.window)",
        found: "\(stride)")
    }
    self.model = model
    self.scale = scale
    self.pool = pool
    net = SegmentationNet(architecture, seed: seed)
    if case .slide = model.inference {
      mode = .slide(crop: WindowSize(window), stride: WindowSize(stride))
    } else {
      mode = .whole
    }
  }

  /// Takes weights; returns the names that keep their initial values, the classifiers of other classes, and what
  /// the weights had learned from, or the file that was given.
  ///
  /// Throws `CheckpointError` for a damaged file and `ExperimentError.file` for weights of another net.
  public func load(_ path: String) throws -> (left: [String], origin: String) {
    let checkpoint = try Checkpoint(contentsOf: path)
    let left = try net.load(
      checkpoint, from: path, as: model.name, widthSetBy: "network.width", mode: .transfer)
    return (left, checkpoint.meta["origin"]?.string ?? "")
  }

  /// What the net's classifier sees of a whole frame enlarged by `scale`, 1 × h × w × channels; throws as
  /// `answer`.
  public func features(_ question: Exam.Question, scale: Double) throws -> Tensor {
    let features = Predictor(net: net, mode: mode, pool: pool).features(
      try question.image.enlarged(by: scale))
    guard features.nchw.allSatisfy(\.isFinite) else {
      throw ExperimentError.prediction(model: model.name, frame: question.frame.description)
    }
    return features
  }

  /// The weights with all that `TestSettings` needs to ask the net again; it saw frames as those of `frames`.
  public func checkpoint(seeing frames: FrameSet) -> Checkpoint {
    let settings = TestSettings(model: model.name, mode: mode, scale: scale, frames: frames.preparation)
    return net.checkpoint(meta: settings.meta)
  }

  /// The mask that the net predicts for a question, at the question's size.
  ///
  /// Throws `ExperimentError.prediction` when the net answers NaN or infinity: argmax would call it
  /// background.
  public func answer(_ question: Exam.Question) throws -> Raster {
    let seen = try question.image.enlarged(by: scale)
    let logits = Predictor(net: net, mode: mode, pool: pool)
      .logits(seen, height: question.label.height, width: question.label.width)
    guard logits.nchw.allSatisfy(\.isFinite) else {
      throw ExperimentError.prediction(model: model.name, frame: question.frame.description)
    }
    return Predictor.argmax(logits)
  }
}
