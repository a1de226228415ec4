import Experiment

/// The knobs of pretraining, as pipeline.yaml declares them.
struct PretrainingParameters: Decodable {
  /// The nets' width.
  struct Network: Decodable {
    let width: Int
  }

  /// The images and the schedule.
  struct Pretraining: Decodable {
    enum Source: String, Decodable { case phantom, folder }
    let source: Source
    let images: Int
    let side: Int
    let crop: Int
    /// By how much crops are enlarged at most.
    let scale: Double
    let iterations: Int
    /// The share of the iterations that ResNets get; nil where no ResNet is trained.
    let resnets: Double?
    /// The share that UNets with a trained backbone get; nil where there is none.
    let heads: Double?
    /// How many times narrower a UNet is while it learns.
    let widening: Int
    let batch: Int
    let rate: Double
  }

  let network: Network
  let pretraining: Pretraining
  /// The cell's model.
  let model: String

  /// What is learned from; throws `ExperimentError` where `vessels` is needed and is not given or is no such
  /// folder.
  func images(vessels: String?, seed: UInt64) throws -> PretrainingImages {
    guard pretraining.source == .folder else {
      if let vessels { throw ExperimentError.unread(parameter: "pretraining.vessels", folder: vessels) }
      return PretrainingImages(vesselPhantoms: pretraining.images, side: pretraining.side, seed: seed)
    }
    guard let vessels else { throw ExperimentError.noFolder(parameter: "pretraining.vessels") }
    return try PretrainingImages(vesselFolder: vessels)
  }
}
