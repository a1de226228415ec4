import Experiment

/// The knobs of the vote, as pipeline.yaml declares them.
struct VoteParameters: Decodable {
  /// How the nets vote.
  struct Trials: Decodable {
    /// Whether there is a row for which each net also sees every scan mirrored.
    let mirror: Bool
    /// The first and the last column that graders looked at, for a further row; none by default.
    let window: [Int]
    /// Whose scans the nets were judged by; only their fold's own can be voted on.
    let judge: TrialJudge
  }

  let recipe: Recipe
  let trials: Trials
}
