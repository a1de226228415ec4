import Experiment

/// The knobs of the recipe's cells, as pipeline.yaml declares them.
struct RecipeParameters: Decodable {
  /// What all cells share.
  struct Trials: Decodable {
    /// The steps of training.
    let iterations: Int
    /// What the nets have learned before, where the cell does not say it.
    let origin: String?
    /// Whether the fold's own scans are the exam, or those of the next fold, kept out of training too.
    let judge: TrialJudge
  }

  let recipe: Recipe
  let trials: Trials
  /// The fold's name.
  let fold: String
  /// The cell's seed, lever and origin, in the matrices that have one; where there is no seed, it is 1.
  let seed: UInt64?
  let lever: RecipeLever?
  let origin: String?

  /// The cell's row of a table of all folds.
  var row: String {
    if let lever { return "without \(lever.rawValue)" }
    if let origin { return "origin \(origin)" }
    return "recipe, seed \(seed ?? 1)"
  }

  /// Where the weights come from.
  var start: String { origin ?? trials.origin ?? "none" }

  /// The root of the cell's random numbers.
  func root(_ stageSeed: UInt64) -> UInt64 { stageSeed &+ (seed ?? 1) &* 1_000_003 }
}
