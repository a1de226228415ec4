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
    let vessels: Double
  }

  /// The linear probe.
  struct Probe: Decodable {
    let frames: Int
    let penalty: Double
  }

  let network: Network
  let inference: Inference
  let probe: Probe
}
