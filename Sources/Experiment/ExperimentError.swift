/// What can be wrong with the files, parameters and nets of an experiment.
public enum ExperimentError: Error, Equatable, CustomStringConvertible {
  /// A file holds something else, or cannot be written.
  case file(path: String, expected: String, found: String)
  /// A parameter does not fit the data.
  case parameter(name: String, expected: String, found: String)
  /// A net's answer to a frame is not finite.
  case prediction(model: String, frame: String)

  /// A folder of images to pretrain on that no parameter names.
  public static func noFolder(parameter: String) -> ExperimentError {
    .parameter(
      name: parameter,
      expected: "a folder, as pretraining.source is folder: name it with --set "
        + "\(parameter)=…, or take pretraining.source=phantom", found: "none")
  }

  /// A folder of images that nobody would read.
  public static func unread(parameter: String, folder: String) -> ExperimentError {
    .parameter(
      name: "pretraining.source", expected: "folder, as \(parameter) is given (\(folder))", found: "phantom")
  }

  /// One sentence: place, expectation, finding.
  public var description: String {
    switch self {
    case .file(let path, let expected, let found): "\(path): expected \(expected), found \(found)"
    case .parameter(let name, let expected, let found):
      "parameter \(name): expected \(expected), found \(found)"
    case .prediction(let model, let frame):
      "\(model), frame \(frame): expected finite logits, found NaN or infinity"
    }
  }
}
