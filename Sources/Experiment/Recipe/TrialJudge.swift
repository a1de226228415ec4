public import Retina

/// Whose scans judge the recipe's nets, as `trials.judge` in pipeline.yaml names it.
public enum TrialJudge: String, Decodable, Sendable {
  /// The fold's own validation scans: the exam.
  case fold
  /// Those of the next fold, kept out of training too: for choices that must not see the exam.
  case inner

  /// The frames that nets of the fold called `name` learn from and are judged by.
  ///
  /// Throws `ExperimentError.parameter` for an unknown fold and where there is no other fold for an inner
  /// judgement.
  public func frames(ofFold name: String, in split: Split) throws -> Fold {
    guard let place = split.folds.firstIndex(where: { $0.name == name }) else {
      throw ExperimentError.parameter(
        name: "fold", expected: "one of \(split.folds.map(\.name).joined(separator: ", "))", found: name)
    }
    guard self == .inner else { return split.folds[place] }
    guard split.folds.count > 2, !split.leaksSubjects else {
      throw ExperimentError.parameter(
        name: "trials.judge", expected: "fold, as there is no third fold to learn from", found: "inner")
    }
    let inner = split.folds[(place + 1) % split.folds.count]
    let held = Set(inner.validation)
    return Fold(
      name: "\(name), judged by \(inner.name)",
      training: split.folds[place].training.filter { !held.contains($0) }, validation: inner.validation)
  }
}
