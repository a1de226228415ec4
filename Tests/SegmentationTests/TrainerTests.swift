import Checkpoints
import Foundation
import NN
import Segmentation
import Tensors
import Testing

@Suite struct TrainerTests {
  /// A bright square on a dark ground; its place depends on the index.
  private func sample(_ index: Int) -> TrainingSample {
    var image = Raster(width: 32, height: 32, filledWith: 40)
    var label = Raster(width: 32, height: 32)
    for y in 8..<20 {
      for x in 0..<12 {
        image[x + index * 5 % 20, y] = 220
        label[x + index * 5 % 20, y] = 1
      }
    }
    label[31, 31] = 255
    return TrainingSample(image: image, label: label)
  }

  private func trainer(_ settings: TrainingSettings, threads: Int = 1) throws -> Trainer {
    let architecture = try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 4)
    return Trainer(
      net: SegmentationNet(architecture, seed: 11), settings: settings, pool: WorkerPool(threads: threads))
  }

  private func bytes(_ trainer: Trainer) throws -> Data {
    let path = FileManager.default.temporaryDirectory.appending(path: "fovea-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: path) }
    try trainer.state().write(to: path.path, as: .safetensors)
    return try Data(contentsOf: path)
  }

  @Test(arguments: LossChoice.allCases)
  func everyLossFalls(loss: LossChoice) throws {
    var settings = TrainingSettings(iterations: 12, rate: 0.05)
    settings.loss = loss
    var losses: [Float] = []
    try trainer(settings).run(sample: sample, onStep: { losses.append($0.loss) })
    #expect(losses.count == 12)
    #expect(try #require(losses.last) < 0.95 * losses[0])
  }

  @Test(arguments: OptimizerChoice.allCases)
  func aResumedRunEndsInTheSameBytes(optimizer: OptimizerChoice) throws {
    var settings = TrainingSettings(iterations: 5)
    settings.optimizer = optimizer
    settings.averaging = 0.1
    let whole = try trainer(settings)
    var saved: [Checkpoint] = []
    try whole.run(saveInterval: 2, sample: sample, onSave: { saved.append($0) })
    #expect(saved.count == 3)

    let path = FileManager.default.temporaryDirectory.appending(path: "fovea-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try saved[0].write(to: path, as: .safetensors)
    let resumed = try trainer(settings, threads: 2)
    try resumed.resume(from: Checkpoint(contentsOf: path))
    #expect(resumed.iteration == 2)
    try resumed.run(sample: sample)
    #expect(try bytes(resumed) == bytes(whole))
  }

  @Test func threadsChangeNoBit() throws {
    let settings = TrainingSettings(iterations: 2)
    let one = try trainer(settings)
    let two = try trainer(settings, threads: 2)
    try one.run(sample: sample)
    try two.run(sample: sample)
    #expect(try bytes(one) == bytes(two))
  }

  @Test func frozenWeightsStay() throws {
    var settings = TrainingSettings(iterations: 1)
    settings.frozen = ["backbone."]
    let trainer = try trainer(settings)
    let before = trainer.net.checkpoint()
    try trainer.run(sample: sample)
    let after = trainer.net.checkpoint()
    let conv = "backbone.encoder.0.0.convs.0.conv.weight"
    #expect(before[conv]?.floats == after[conv]?.floats)
    #expect(before["decode_head.conv_seg.weight"]?.floats != after["decode_head.conv_seg.weight"]?.floats)
  }

  @Test func rulesChangeTheRateOfTheNamedWeights() throws {
    func change(_ rules: [ParameterList.Rule], _ name: String) throws -> Float {
      var settings = TrainingSettings(iterations: 1)
      settings.rules = rules
      let trainer = try trainer(settings)
      let before = try #require(trainer.net.checkpoint()[name]).floats
      try trainer.run(sample: sample)
      let after = try #require(trainer.net.checkpoint()[name]).floats
      return zip(before, after).map { abs($0 - $1) }.max() ?? 0
    }
    let (backbone, head) = ("backbone.encoder.0.0.convs.0.conv.weight", "decode_head.conv_seg.weight")
    let rule = ParameterList.Rule(key: "backbone.", rateMultiplier: 0)
    #expect(try change([rule], backbone) == 0)
    #expect(try change([], backbone) > 0)
    #expect(try change([rule], head) == change([], head))
  }

  @Test func aDivergedRunStopsAndNamesTheIteration() throws {
    let trainer = try trainer(TrainingSettings(iterations: 5, rate: 1e39))
    var steps: [Int] = []
    let error = #expect(throws: TrainingError.self) {
      try trainer.run(sample: sample, onStep: { steps.append($0.iteration) })
    }
    #expect(steps == [0])
    #expect(
      error?.description.hasPrefix("training diverged at iteration 2 of 5: expected a finite loss") == true)
  }

  /// One image of 16 × 16 is one pixel at the bottom of a UNet.
  @Test(arguments: [1, 2]) func batchesWithoutVarianceAreRefused(batch: Int) throws {
    var settings = TrainingSettings(iterations: 1)
    settings.batchSize = batch
    let trainer = try trainer(settings)
    let sample = TrainingSample(
      image: Raster(width: 15, height: 16, filledWith: 40), label: Raster(width: 15, height: 16))
    let refusal = TrainingError.batch(samples: 1, least: 2, height: 16, width: 16)
    if batch == 1 {
      #expect(throws: refusal) { try trainer.run(sample: { _ in sample }) }
      #expect(trainer.iteration == 0)
    } else {
      try trainer.run(sample: { _ in sample })
    }
  }

  /// The loss of the last step is that of the weights before it.
  @Test func weightsThatAreNotFiniteAreNeverSaved() throws {
    let trainer = try trainer(TrainingSettings(iterations: 1, rate: 1e39))
    var saved = 0
    let error = #expect(throws: TrainingError.self) {
      try trainer.run(sample: sample, onSave: { _ in saved += 1 })
    }
    #expect(saved == 0)
    #expect(error?.description.contains("iteration 1 of 1: expected finite weights") == true)
  }

  @Test(arguments: OptimizerChoice.allCases)
  func aRefusedStateChangesNothing(optimizer: OptimizerChoice) throws {
    var settings = TrainingSettings(iterations: 3)
    settings.optimizer = optimizer
    let other = try trainer(settings)
    try other.run(sample: sample)
    var state = other.state()
    state["optimizer/nonsense"] = state["model/decode_head.conv_seg.bias"]
    let fresh = try trainer(settings)
    let before = try bytes(fresh)
    #expect(throws: StateMismatch.self) { try fresh.resume(from: state) }
    #expect(fresh.iteration == 0)
    #expect(try bytes(fresh) == before)
  }

  /// Arrays that lack would begin at zero, averages at the present weights.
  @Test(arguments: OptimizerChoice.allCases)
  func aStateThatLacksArraysIsRefused(optimizer: OptimizerChoice) throws {
    var settings = TrainingSettings(iterations: 2)
    settings.optimizer = optimizer
    settings.averaging = 0.1
    let other = try trainer(settings)
    try other.run(sample: sample)
    let whole = other.state()
    func expect(_ refusal: TrainingStateError, after change: (inout Checkpoint) -> Void) throws {
      var state = whole
      change(&state)
      let fresh = try trainer(settings)
      let before = try bytes(fresh)
      #expect(throws: refusal) { try fresh.resume(from: state) }
      #expect(try bytes(fresh) == before)
    }
    let name = "/decode_head.conv_seg.bias"
    let steps = whole.names.filter { $0.hasPrefix("optimizer/") }
    let averages = whole.names.filter { $0.hasPrefix("average/") }
    let parts = steps.filter { $0.hasSuffix(name) }
    #expect(!parts.isEmpty && averages.count > 1)
    try expect(.incomplete(part: "optimizer", expected: steps.count, found: steps.count - parts.count)) {
      for part in parts { $0[part] = nil }
    }
    try expect(.incomplete(part: "average", expected: averages.count, found: averages.count - 1)) {
      $0["average" + name] = nil
    }
    try expect(.incomplete(part: "optimizer", expected: nil, found: steps.count)) {
      $0.meta["optimizer"] = nil
    }
    var plain = settings
    plain.averaging = nil
    let unaveraged = try trainer(plain)
    try unaveraged.run(sample: sample)
    #expect(throws: TrainingStateError.self) {
      try trainer(settings).resume(from: unaveraged.state())
    }
  }

  @Test func otherStatesAreRefused() throws {
    let trainer = try trainer(TrainingSettings(iterations: 1))
    #expect(throws: TrainingStateError.self) { try trainer.resume(from: Checkpoint()) }
    #expect(throws: TrainingStateError.self) {
      try trainer.resume(from: Checkpoint(meta: ["iteration": .string("2")]))
    }
    #expect(throws: WeightsError.self) {
      try trainer.resume(from: Checkpoint(meta: ["iteration": .string("0")]))
    }
  }
}
