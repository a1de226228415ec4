private import Checkpoints
private import Foundation
public import Segmentation

/// A training run that can be killed at any moment and goes on from its last saved state.
///
/// The state lies in a folder of its own: `state.safetensors` and, for the curves, `steps.json`, each
/// replaced as a whole. The outcome is the same bytes as that of an undisturbed run.
public final class ResumableRun {
  /// The run's trainer.
  public let trainer: Trainer
  /// Every step so far, those before a resumption included.
  public private(set) var steps: [TrainingStep] = []
  /// The iteration at which this process took over; 0 for a run from the start.
  public let resumedAt: Int
  /// The iterations after which the run was taken over, this time and earlier ones.
  public private(set) var seams: [Int] = []
  /// Why a saved state was not used, for the log; nil where there was none or it was good.
  public let discarded: String?
  private let folder: String

  /// Takes the saved state of the folder, if there is a good one.
  public init(_ trainer: Trainer, folder: String) {
    self.trainer = trainer
    self.folder = folder
    guard FileManager.default.fileExists(atPath: folder + "/state.safetensors") else {
      (resumedAt, discarded) = (0, nil)
      return
    }
    do {
      let state = try Checkpoint(contentsOf: folder + "/state.safetensors")
      let saved = try SavedSteps(path: folder + "/steps.json", of: state)
      try trainer.resume(from: state)
      steps = Array(saved.steps.prefix(trainer.iteration))
      seams = saved.seams + [trainer.iteration]
      (resumedAt, discarded) = (trainer.iteration, nil)
    } catch {
      (resumedAt, discarded) = (0, "starting over: \(error)")
    }
  }

  /// Runs what is left, saving every `interval` steps.
  ///
  /// `onStep` hears of every step; when it answers true, the state is saved and the run pauses. Returns
  /// whether the run is complete.
  public func run(
    every interval: Int, samples: (Int) throws -> TrainingSample, onStep: (TrainingStep) throws -> Bool
  ) throws -> Bool {
    struct Pause: Error {}
    do {
      try trainer.run(
        saveInterval: interval, sample: samples,
        onStep: { step in
          self.steps.append(step)
          if try onStep(step) { throw Pause() }
        }, onSave: { state in try self.save(state) })
    } catch is Pause {
      try save(trainer.finiteState())
    }
    return trainer.iteration == trainer.settings.iterations
  }

  /// The steps first: a state without its steps would be of no use, steps without a state do no harm.
  private func save(_ state: Checkpoint) throws {
    try replace("steps.json") { try SavedSteps(steps: steps, seams: seams).write(to: $0) }
    try replace("state.safetensors") { try state.write(to: $0, as: .safetensors) }
  }

  private func replace(_ name: String, _ write: (String) throws -> Void) throws {
    let path = folder + "/" + name
    let part = path + ".part"
    try write(part)
    let descriptor = open(part, O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, fsync(descriptor) == 0, rename(part, path) == 0 else {
      throw ExperimentError.file(
        path: path, expected: "a place to save the state", found: String(cString: strerror(errno)))
    }
  }
}
