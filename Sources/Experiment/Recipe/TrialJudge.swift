/// Whose scans judge the recipe's nets, as `trials.judge` in pipeline.yaml names it.
public enum TrialJudge: String, Decodable, Sendable {
  /// The fold's own validation scans: the exam.
  case fold
  /// Those of the next fold, kept out of training too: for choices that must not see the exam.
  case inner
}
