/// The knobs of stage 1, as pipeline.yaml declares them.
struct SetupParameters: Decodable {
  /// Where the volumes come from.
  struct Source: Decodable {
    enum Kind: String, Decodable { case phantom, duke, folder, url }
    let source: Kind
    let path: String?
    let url: String?
    let sha256: String?
  }

  /// The shape of the phantom data set.
  struct Phantom: Decodable {
    let subjects: Int
    let graded: Int
    let wetness: Double
    let slices: Int
    let height: Int
    let width: Int
  }

  /// Checkpoints that somebody else trained.
  struct Checkpoints: Decodable {
    let path: String?
  }

  let data: Source
  let phantom: Phantom
  let checkpoints: Checkpoints
}
