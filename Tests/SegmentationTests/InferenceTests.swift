import NN
import Tensors
import Testing

@testable import Segmentation

@Suite struct InferenceTests {
  private let pool = WorkerPool(threads: 1)

  private func image(width: Int = 48, height: Int = 32) -> Raster {
    Raster(width: width, height: height, pixels: (0..<width * height).map { UInt8($0 * $0 % 255) })
  }

  private func net(seed: UInt64 = 1) throws -> SegmentationNet {
    SegmentationNet(try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 2), seed: seed)
  }

  @Test func windowsCoverEveryPixelAndStayInside() {
    #expect(InferenceMode.windowStarts(extent: 512, crop: 256, stride: 170) == [0, 170, 256])
    #expect(InferenceMode.windowStarts(extent: 256, crop: 256, stride: 170) == [0])
    #expect(InferenceMode.windowStarts(extent: 100, crop: 256, stride: 170) == [0])
    for extent in [48, 80, 104] {
      let starts = InferenceMode.windowStarts(extent: extent, crop: 48, stride: 34)
      let covered = Set(starts.flatMap { $0..<$0 + 48 })
      #expect(covered == Set(0..<extent))
    }
  }

  @Test func oneWindowIsTheWholeImage() throws {
    let net = try net()
    let whole = Predictor(net: net, mode: .whole, pool: pool).logits(image(width: 32))
    for mode in [InferenceMode.slide(crop: 32, stride: 16), .gaussian(crop: 32, stride: 16)] {
      let windows = Predictor(net: net, mode: mode, pool: pool).logits(image(width: 32))
      for (a, b) in zip(whole.nchw, windows.nchw) { #expect(abs(a - b) <= 1e-6 * max(1, abs(a))) }
    }
  }

  /// Two windows of 32 columns on 48: what both see is the mean of both, weighted.
  @Test(arguments: [false, true]) func overlapsAreMeansOfTheWindows(isGaussian: Bool) throws {
    let net = try net()
    let picture = image()
    let whole = Predictor(net: net, mode: .whole, pool: pool)
    let parts = [0, 16].map { whole.logits(picture.cropped(x: $0, y: 0, width: 32, height: 32)) }
    let profile = isGaussian ? InferenceMode.gaussian(extent: 32, crop: 32) : [Float](repeating: 1, count: 32)
    let mode: InferenceMode = isGaussian ? .gaussian(crop: 32, stride: 16) : .slide(crop: 32, stride: 16)
    let found = Predictor(net: net, mode: mode, pool: pool).logits(picture)
    #expect(found.shape == Shape(height: 32, width: 48, channels: 2))
    var apart: Float = 0
    for (y, x) in (0..<32).flatMap({ y in (0..<48).map { (y, $0) } }) {
      for channel in 0..<2 {
        let seen = [0, 1].filter { (0..<32).contains(x - 16 * $0) }
        let values = seen.map { (profile[x - 16 * $0], parts[$0][0, y, x - 16 * $0, channel]) }
        let mean = values.reduce(0) { $0 + $1.0 * $1.1 } / values.reduce(0) { $0 + $1.0 }
        #expect(abs(found[0, y, x, channel] - mean) <= 1e-5 * max(1, abs(mean)))
        if values.count == 2 { apart = max(apart, abs(values[0].1 - values[1].1)) }
      }
    }
    #expect(apart > 1e-3, "the windows see different things")
  }

  @Test func sidesThatAUNetCannotTakeAreFilledUp() throws {
    let predictor = Predictor(net: try net(), mode: .whole, pool: pool)
    #expect(predictor.logits(image(width: 45, height: 33)).shape == Shape(height: 33, width: 45, channels: 2))
    let trainer = Trainer(net: try net(), settings: TrainingSettings(iterations: 1), pool: pool)
    let label = Raster(width: 45, height: 33)
    let step = trainer.step([TrainingSample(image: image(width: 45, height: 33), label: label)])
    #expect(step.loss.isFinite)
  }

  @Test func theGaussianIsSymmetricAndLargestInTheMiddle() {
    let weights = InferenceMode.gaussian(extent: 65, crop: 64)
    #expect(weights[32] == 1)
    #expect(weights == weights.reversed())
    #expect(abs(weights[40] - 0.606_530_66) < 1e-6)
    #expect(weights.allSatisfy { $0 > 0 })
  }

  @Test func anEnsembleOfOneIsItsMember() throws {
    let member = Predictor(net: try net(), mode: .whole, pool: pool)
    #expect(Ensemble([member]).probabilities(image()).nchw == member.probabilities(image()).nchw)
    #expect(Ensemble([member]).prediction(image()) == member.prediction(image()))
  }

  @Test func mirroringTwiceIsSymmetric() throws {
    let ensemble = Ensemble(
      [
        Predictor(net: try net(), mode: .whole, pool: pool),
        Predictor(net: try net(seed: 2), mode: .whole, pool: pool),
      ],
      mirrors: true)
    let picture = image()
    var mirror = picture
    for y in 0..<picture.height {
      for x in 0..<picture.width { mirror[x, y] = picture[picture.width - 1 - x, y] }
    }
    let a = ensemble.probabilities(picture)
    let b = ensemble.probabilities(mirror)
    for x in 0..<picture.width {
      #expect(abs(a[0, 5, x, 1] - b[0, 5, picture.width - 1 - x, 1]) < 1e-6)
    }
  }

  @Test func argmaxGivesTiesToTheLowerClass() {
    let logits = Tensor(Shape(height: 1, width: 3, channels: 3), nchw: [1, 0, 2, 1, 3, 2, 0, 3, 5])
    #expect(Predictor.argmax(logits).pixels == [0, 1, 2])
  }

  @Test func theSmallDataNetLearnsWithDeepSupervision() throws {
    let net = SegmentationNet(.smallData(width: 4), seed: 3)
    #expect(net.parameters.entries.contains { $0.name == "deep_heads.1.conv_seg.weight" })
    var settings = TrainingSettings(iterations: 30)
    settings.optimizer = .adam
    settings.loss = .diceCrossEntropy
    var label = Raster(width: 32, height: 32)
    var image = Raster(width: 32, height: 32, filledWith: 30)
    for y in 10..<20 { for x in 5..<25 { (label[x, y], image[x, y]) = (1, 200) } }
    let sample = TrainingSample(image: image, label: label)
    var losses: [Float] = []
    try Trainer(net: net, settings: settings, pool: pool).run(
      sample: { _ in sample }, onStep: { losses.append($0.loss) })
    #expect(try #require(losses.last) < 0.8 * losses[0], "\(losses)")
  }
}
