/// The knobs of stage 3, as pipeline.yaml declares them.
struct SplitParameters: Decodable {
  /// Which subjects train, and which are looked at only at the end.
  struct Split: Decodable {
    let rule: String
    let fold: Int
    let folds: Int
  }

  /// What later steps ask of the scans.
  struct Trials: Decodable {
    /// The first and the last column of further rows of the vote, which would find out hours later.
    let window: [Int]
  }

  let split: Split
  let trials: Trials
}
