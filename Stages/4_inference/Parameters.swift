/// The knobs of stage 4, as pipeline.yaml declares them.
struct InferenceParameters: Decodable {
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

  /// The linear probe, and by what stage 5 chooses its models.
  struct Probe: Decodable {
    enum Ranking: String, Decodable { case published, probe }
    let ranking: Ranking
    let frames: Int
    let penalty: Double
  }

  let network: Network
  let inference: Inference
  let probe: Probe
}
