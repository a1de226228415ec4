import Experiment

/// The knobs of the vote, as pipeline.yaml declares them.
struct VoteParameters: Decodable {
  /// How the nets vote.
  struct Trials: Decodable {
    /// Whether there is a row for which each net also sees every scan mirrored.
    let mirror: Bool
  }

  let recipe: Recipe
  let trials: Trials
}
