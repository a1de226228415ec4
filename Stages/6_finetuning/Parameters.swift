import Experiment
import Segmentation

/// The knobs of stage 6, as pipeline.yaml declares them.
struct FinetuningParameters: Decodable {
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

  /// What all rows share.
  struct Finetuning: Decodable {
    let iterations: Int
    let batch: Int
    let rate: Double
  }

  /// How the learning rate falls: hardly, over the published schedule's end, or not at all.
  enum Schedule: String, Decodable { case poly, constant }

  /// What makes this row.
  struct Run: Decodable {
    let name: String
    let model: String
    /// Rows and columns of the random crop; 0 takes whole frames.
    let crop: Int
    /// The share of `finetuning.iterations`.
    let length: Double
    let loss: String
    let optimizer: String
    /// The weight decay.
    let decay: Double
    let schedule: Schedule
    /// Channels of the auxiliary head.
    let auxiliary: Int
  }

  let network: Network
  let inference: Inference
  let finetuning: Finetuning
  let run: Run

  /// What the auxiliary head's loss weighs: 0.4 with cross entropy and 1 with the others, as in the original.
  var auxiliaryWeight: Float { run.loss == LossChoice.crossEntropy.rawValue ? 0.4 : 1 }

  /// Everything that distinguishes the row, for tables; throws as `iterations` does.
  func settings() throws -> [String: String] {
    [
      "model": run.model, "crop": run.crop == 0 ? "none" : "\(run.crop)", "iterations": "\(try iterations())",
      "loss": run.loss, "optimizer": run.optimizer, "decay": "\(run.decay)",
      "schedule": run.schedule.rawValue, "auxiliary outputs": "\(run.auxiliary)",
      "auxiliary weight": "\(auxiliaryWeight)",
    ]
  }

  /// Throws `ExperimentError.parameter` where the auxiliary head's channels do not suit the row's loss.
  ///
  /// Two classes want two channels; Dice alone has a meaning for one, MMSegmentation's.
  func checkAuxiliary() throws {
    let mayBeOne = run.loss == LossChoice.dice.rawValue
    guard run.auxiliary == 2 || run.auxiliary == 1 && mayBeOne else {
      throw ExperimentError.parameter(
        name: "auxiliary of row \(run.name)", expected: mayBeOne ? "1 or 2" : "2 with the loss \(run.loss)",
        found: "\(run.auxiliary)")
    }
  }

  /// The row's length; throws `ExperimentError.parameter` when there is not one whole iteration.
  func iterations() throws -> Int {
    let product = (Double(finetuning.iterations) * run.length).rounded()
    guard let iterations = Int(exactly: product), iterations > 0 else {
      throw ExperimentError.parameter(
        name: "length of row \(run.name)", expected: "a share of finetuning.iterations above 0",
        found: "\(run.length)")
    }
    return iterations
  }
}
