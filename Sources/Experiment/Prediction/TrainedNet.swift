import Checkpoints
public import Segmentation

/// A net with its weights and the way it is asked, as one checkpoint file holds them.
public struct TrainedNet {
  /// The file.
  public let path: String
  /// The net; two classes, background and fluid.
  public let net: SegmentationNet
  /// How it is asked.
  public let settings: TestSettings

  /// Reads a checkpoint of any format.
  ///
  /// Names and shapes tell the architecture, its metadata the rest; what it does not say is taken from `given`
  /// (keys of `TestSettings`), else from the model as it was published. Throws `CheckpointError` for damage and
  /// `ExperimentError.file` for nets that are not ours, that have other classes, or that contradict the
  /// metadata.
  public init(path: String, given: [String: String] = [:]) throws {
    let checkpoint = try Checkpoint(contentsOf: path)
    guard let architecture = Architecture(guessedFrom: checkpoint) else {
      throw ExperimentError.file(
        path: path, expected: "the names and shapes of a model that Fovea knows", found: "others")
    }
    guard architecture.classes == 2 else {
      throw ExperimentError.file(
        path: path, expected: "a net of 2 classes, background and fluid", found: "\(architecture.classes)")
    }
    let name =
      architecture.backbone == .instanceUNet
      ? TestSettings.recipe : Zoo.model(like: architecture)?.name
    var given = given
    if let asked = given["model"], asked != name, Zoo[asked]?.name != name {
      throw ExperimentError.file(
        path: path, expected: "weights of \(asked)", found: "those of \(name ?? "no model of the zoo")")
    }
    given["model"] = name
    settings = try TestSettings(checkpoint.meta, given: given, path: path)
    guard settings.model == name || Zoo[settings.model]?.name == name else {
      throw ExperimentError.file(
        path: path, expected: "weights of \(settings.model), as its metadata says",
        found: "those of \(name ?? "no model of the zoo")")
    }
    self.path = path
    net = SegmentationNet(architecture, seed: 0, isInitialized: false)
    try net.load(checkpoint, from: path, as: settings.model)
  }
}
