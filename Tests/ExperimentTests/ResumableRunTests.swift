import Checkpoints
import Foundation
import Plots
import Retina
import Segmentation
import Tensors
import Testing

@testable import Experiment

@Suite struct ResumableRunTests {
  static let samples: FoldSamples = {
    let frames = (0..<3).map { index in
      let pixels = (0..<32 * 32).map { UInt8(($0 * (7 + index)) % 251) }
      let labels = pixels.map { $0 > 200 ? UInt8(1) : 0 }
      return LabeledImage(
        image: Raster(width: 32, height: 32, pixels: pixels),
        labels: Raster(width: 32, height: 32, pixels: labels))
    }
    return FoldSamples(frames, seed: 3, augmentation: [RandomCrop(width: 16, height: 16)])
  }()

  /// Trains a tiny net, pausing after the given steps, and returns the weights' bytes and the losses.
  func train(pauses: [Int], threads: Int) throws -> (weights: [UInt8], losses: [Float]) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let architecture = try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 4)
    for pause in pauses + [Int.max] {
      // A new net each time: everything must come from the saved state.
      let net = SegmentationNet(architecture, seed: 1)
      var settings = TrainingSettings(iterations: 6)
      settings.seed = 5
      let run = ResumableRun(
        Trainer(net: net, settings: settings, pool: WorkerPool(threads: threads)), folder: folder)
      #expect(run.discarded == nil)
      let isDone = try run.run(every: 2, samples: { Self.samples($0) }) { $0.iteration + 1 == pause }
      #expect(isDone == (pause == .max))
      if isDone {
        let path = folder + "/weights"
        try net.checkpoint().write(to: path, as: .safetensors)
        return ([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))), run.steps.map(\.loss))
      }
    }
    return ([], [])
  }

  @Test func aPausedRunEndsInTheSameBytes() throws {
    let calm = try train(pauses: [], threads: 1)
    #expect(calm.losses.count == 6)
    for (pauses, threads) in [([3], 1), ([1, 2, 5], 2)] {
      let other = try train(pauses: pauses, threads: threads)
      #expect(other.weights == calm.weights)
      #expect(other.losses == calm.losses)
    }
  }

  @Test func aDamagedStateStartsOverAndSaysSo() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: folder + "/state.safetensors"))
    let architecture = try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 4)
    let trainer = Trainer(
      net: SegmentationNet(architecture, seed: 1), settings: TrainingSettings(iterations: 1),
      pool: WorkerPool(threads: 1))
    let run = ResumableRun(trainer, folder: folder)
    #expect(run.resumedAt == 0)
    #expect(run.discarded?.hasPrefix("starting over") == true)
  }

  /// A state without its steps, as a power cut between the two renames could leave it.
  @Test func aStateWithoutItsStepsStartsOver() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let architecture = try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 4)
    func run() -> ResumableRun {
      ResumableRun(
        Trainer(
          net: SegmentationNet(architecture, seed: 1), settings: TrainingSettings(iterations: 4),
          pool: WorkerPool(threads: 1)), folder: folder)
    }
    #expect(try !run().run(every: 1, samples: { Self.samples($0) }) { $0.iteration == 1 })
    #expect(run().resumedAt == 2)
    #expect(
      run().seams == [2]
        && run().lossChart(title: "t", tellsSeams: true).marks.map(\.name) == ["resumed", "kept checkpoint"]
        && run().lossChart(title: "t").marks.map(\.name) == ["kept checkpoint"])
    try SavedSteps(steps: [], seams: []).write(to: folder + "/steps.json")
    #expect(run().resumedAt == 0)
    #expect(run().discarded?.contains("expected steps 0 ..< 2") == true)
  }

  @Test func everyEpochHoldsEveryFrameOnce() {
    let frames = (0..<5).map { index in
      LabeledImage(
        image: Raster(width: 1, height: 1, pixels: [UInt8(index)]), labels: Raster(width: 1, height: 1))
    }
    let samples = FoldSamples(frames, seed: 9)
    let epochs = (0..<4).map { epoch in (0..<5).map { samples(epoch * 5 + $0).image.pixels[0] } }
    for epoch in epochs { #expect(epoch.sorted() == [0, 1, 2, 3, 4]) }
    #expect(Set(epochs).count > 1)
  }
}
