public import Checkpoints
public import Segmentation

extension SegmentationNet {
  /// Takes the weights of a checkpoint that was read from a file; returns the names that keep their initial values.
  ///
  /// Throws `ExperimentError.file` where they are another net's: it names the file, what was expected (`what`, at
  /// the net's width, which `parameter` sets) and what was found: another width, or the names that do not fit.
  @discardableResult
  public func load(
    _ checkpoint: Checkpoint, from path: String, as what: String, widthSetBy parameter: String? = nil,
    mode: LoadingMode = .strict
  ) throws -> [String] {
    do {
      return try load(checkpoint, mode: mode)
    } catch let error as WeightsError {
      let width = Architecture(guessedFrom: checkpoint)?.width
      throw ExperimentError.file(
        path: path,
        expected: "weights of \(what) at width \(architecture.width)" + (parameter.map { " (\($0))" } ?? ""),
        found: width.flatMap { $0 == architecture.width ? nil : "weights at width \($0)" }
          ?? error.description)
    }
  }
}
