/// The knobs of pretraining, as pipeline.yaml declares them.
struct PretrainingParameters: Decodable {
  /// The nets' width.
  struct Network: Decodable {
    let width: Int
  }

  /// The vessel phantoms and the schedule.
  struct Pretraining: Decodable {
    let images: Int
    let side: Int
    let crop: Int
    let iterations: Int
    let batch: Int
    let rate: Double
  }

  let network: Network
  let pretraining: Pretraining
  /// The cell's model.
  let model: String
}
