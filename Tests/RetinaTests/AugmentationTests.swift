import Foundation
import Retina
import Tensors
import Testing

/// A scan with layers of its own and one square of fluid.
private func sample(_ width: Int = 64, _ height: Int = 48, channels: Int = 1) -> LabeledImage {
  var labels = Raster(width: width, height: height)
  for y in 20..<28 { for x in 40..<52 { labels[x, y] = 1 } }
  let pixels = (0..<width * height * channels).map {
    UInt8(20 + ($0 / (width * channels)) * 4 % 200 + $0 % 7)
  }
  return LabeledImage(
    image: Raster(width: width, height: height, channels: channels, pixels: pixels), labels: labels)
}

private func sequence(_ index: Int) -> RandomSequence {
  RandomStream(seed: 9, purpose: "test").sequence(sample: UInt64(index))
}

@Suite struct AugmentationTests {
  private let all: [any Augmentation] = [
    RandomCrop(width: 32, height: 24), RandomFlip(), ForegroundCrop(width: 30, height: 20),
    PhotometricDistortion(), RandomGamma(), RandomAffine(), RandomElastic(), RandomSpeckle(),
    RandomColumnShift(), CenterCrop(width: 24, height: 16),
  ]

  @Test(arguments: [1, 3]) func aSampleDependsOnSeedAndIndexAlone(channels: Int) {
    let sample = sample(channels: channels)
    let pipeline = AugmentationPipeline(seed: 4, steps: all)
    let forward = (0..<6).map { pipeline(sample, index: $0) }
    let backward = (0..<6).reversed().map { pipeline(sample, index: $0) }
    #expect(forward == backward.reversed())
    #expect(Set(forward.map(\.image)).count == 6)
    #expect(AugmentationPipeline(seed: 5, steps: all)(sample, index: 0) != forward[0])
  }

  @Test func centerCropsTakeTheMiddle() {
    let crop = AugmentationPipeline(seed: 4, steps: [CenterCrop(width: 20, height: 100)])(sample(), index: 0)
    #expect(crop == sample().cropped(x: 22, y: 0, width: 20, height: 48))
  }

  @Test func aStepMoreChangesNoOtherStep() {
    let short = AugmentationPipeline(seed: 4, steps: [RandomFlip()])
    let long = AugmentationPipeline(
      seed: 4, steps: [RandomFlip(), RandomFlip(probability: 0), RandomGamma(range: 1...1)])
    for index in 0..<8 { #expect(short(sample(), index: index) == long(sample(), index: index)) }
  }

  @Test func labelsStayLabels() {
    for (index, step) in all.enumerated() {
      var random = sequence(index)
      let result = step(sample(), &random)
      #expect(result.labels.pixels.allSatisfy { $0 == 0 || $0 == 1 || $0 == 255 }, "\(type(of: step))")
    }
  }

  @Test func cropsRedrawWhileOneClassFillsThem() {
    // A quarter of fluid or more is rare among random parts, but ten more are drawn for each.
    let sample = sample()
    func meanFluid(_ step: some Augmentation) -> Double {
      (0..<200).reduce(0) { sum, index in
        var random = sequence(index)
        let crop = step(sample, &random)
        return sum + Double(crop.labels.pixels.count { $0 == 1 }) / Double(crop.labels.pixels.count)
      } / 200
    }
    let first = meanFluid(RandomCrop(width: 16, height: 12, maximalShare: 1))
    #expect(meanFluid(RandomCrop(width: 16, height: 12)) > 2 * first)
    #expect(meanFluid(ForegroundCrop(width: 16, height: 12, share: 1)) > 4 * first)
    #expect(abs(meanFluid(ForegroundCrop(width: 16, height: 12, share: 0)) - first) < 0.5 * first)
  }

  @Test func foregroundIsInTheCropWhereItIsWanted() {
    for index in 0..<50 {
      var random = sequence(index)
      #expect(ForegroundCrop(width: 9, height: 7, share: 1)(sample(), &random).labels.pixels.contains(1))
    }
    var random = sequence(0)
    let empty = LabeledImage(image: Raster(width: 20, height: 20), labels: Raster(width: 20, height: 20))
    #expect(ForegroundCrop(width: 50, height: 10, share: 1)(empty, &random).width == 20)
  }

  @Test func flippingTwiceIsNothing() {
    let sample = sample(channels: 3)
    #expect(sample.image.mirrored().mirrored() == sample.image)
    #expect(sample.labels.mirrored()[12, 20] == 1)
    let flips = (0..<100).count { index in
      var random = sequence(index)
      return RandomFlip()(sample, &random) != sample
    }
    #expect((35...65).contains(flips))
  }

  @Test func nothingIsDoneWhereNothingIsAsked() {
    let sample = sample()
    let idle: [any Augmentation] = [
      RandomGamma(range: 1...1), RandomAffine(degrees: 0, scale: 1...1), RandomElastic(amplitude: .zero),
      RandomSpeckle(strength: 0), RandomColumnShift(amplitude: 0), RandomFlip(probability: 0),
    ]
    for step in idle {
      var random = sequence(1)
      #expect(step(sample, &random) == sample, "\(type(of: step))")
    }
  }

  @Test func fluidMovesWithTheImage() {
    // Fluid is the only bright part: after any change of shape, bright pixels are fluid and no others.
    var image = Raster(width: 64, height: 48)
    let labels = sample().labels
    for index in labels.pixels.indices { image.pixels[index] = labels.pixels[index] * 250 }
    let pair = LabeledImage(image: image, labels: labels)
    for (index, step) in ([RandomAffine(), RandomElastic(), RandomColumnShift()] as [any Augmentation])
      .enumerated()
    {
      var random = sequence(index)
      let result = step(pair, &random)
      #expect(result != pair)
      for (value, label) in zip(result.image.pixels, result.labels.pixels) {
        #expect(label == 1 ? value > 0 : value < 250)
      }
    }
  }

  @Test func grayStaysBetweenItsBounds() {
    for index in 0..<40 {
      var random = sequence(index)
      let changed = PhotometricDistortion()(sample(), &random).image
      // Contrast of at most 1.5 and 32 more: what was darker stays darker, unless both are cut off.
      #expect(changed[0, 0] <= changed[6, 47])
    }
  }

  @Test func colorsComeBackFromHueAndSaturation() {
    let sample = sample(channels: 3)
    let idle = PhotometricDistortion(brightness: 0, contrast: 1...1, saturation: 1...1, hue: 180)
    for index in 0..<40 {
      var random = sequence(index)
      let result = idle(sample, &random).image
      let value = { (image: Raster, x: Int) in (0..<3).map { image[x, 9, $0] }.max() ?? 0 }
      #expect(abs(Int(value(result, 5)) - Int(value(sample.image, 5))) <= 1)
    }
  }
}
