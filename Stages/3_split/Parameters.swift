/// The knobs of stage 3, as pipeline.yaml declares them.
struct SplitParameters: Decodable {
  /// Which subjects train, and which are looked at only at the end.
  struct Split: Decodable {
    let rule: String
    let fold: Int
    let folds: Int
  }

  let split: Split
}
