import Checkpoints
import Foundation
import Segmentation
import Tensors
import Testing

/// All eight models at full width; slow, so only where FOVEA_FULL_WIDTH names a folder.
///
/// Writes NAME.pth and NAME.safetensors (image and logits) for a check with the real MMSegmentation.
@Suite(
  .serialized,
  .enabled(
    if: ProcessInfo.processInfo.environment["FOVEA_FULL_WIDTH"] != nil, "FOVEA_FULL_WIDTH names no folder"))
struct FullWidthTests {
  private let folder = ProcessInfo.processInfo.environment["FOVEA_FULL_WIDTH"] ?? ""
  private let pool = WorkerPool(threads: 2)

  @Test(arguments: Zoo.models.map(\.name))
  func predictsTrainsAndWrites(name: String) throws {
    let model = try #require(Zoo[name])
    let net = randomNet(model.architecture, seed: 5)
    let image = Raster(
      width: 64, height: 64, channels: 3, pixels: (0..<64 * 64 * 3).map { UInt8($0 * 7 % 251) })
    let clock = ContinuousClock()
    let label = Raster(width: 64, height: 64, pixels: (0..<64 * 64).map { UInt8($0 % 64 / 40) })
    let trainer = Trainer(net: net, settings: TrainingSettings(iterations: 1), pool: pool)
    let sample = TrainingSample(image: image, label: label)
    let training = clock.measure { _ = trainer.step([sample, sample]) }
    try net.checkpoint(meta: ["meta": .dictionary([(.string("iter"), .integer(1))])])
      .write(to: "\(folder)/\(name).pth", as: .torch)
    let other = SegmentationNet(model.architecture, seed: 0, isInitialized: false)
    let loading = try clock.measure { try other.load(Checkpoint(contentsOf: "\(folder)/\(name).pth")) }
    let logits = Predictor(net: other, mode: .whole, pool: pool).logits(image)
    var expected = Checkpoint()
    let pixels = image.pixels
    expected["image"] = StoredTensor(pixels, shape: [64, 64, 3])
    expected["logits"] = StoredTensor(logits.nchw, shape: [1, 2, 64, 64])
    try expected.write(to: "\(folder)/\(name).safetensors", as: .safetensors)
    print("full width \(name): step 2x64x64 \(training), loading \(loading)")
    let values = logits.nchw
    #expect(values.allSatisfy { $0.isFinite })
  }
}
