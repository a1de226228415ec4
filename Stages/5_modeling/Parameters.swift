/// The knobs of stage 5, as pipeline.yaml declares them.
struct ModelingParameters: Decodable {
  /// The nets' width.
  struct Network: Decodable {
    let width: Int
  }

  /// How an image goes through a net.
  struct Inference: Decodable {
    let window: Int
    let stride: Int
    let scale: Double
  }

  /// The training recipe.
  struct Modeling: Decodable {
    let iterations: Int
    let batch: Int
    let rate: Double
    let decay: Double
  }

  let network: Network
  let inference: Inference
  let modeling: Modeling
  /// The cell's model.
  let model: String
}
