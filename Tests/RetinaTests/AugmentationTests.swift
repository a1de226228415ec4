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

  /// Three of four gray images are distorted; a power of almost 1 and speckle of almost nothing are rare.
  @Test(
    arguments: [(PhotometricDistortion(), 60...90), (RandomGamma(), 90...100), (RandomSpeckle(), 90...100)]
      as [(any Augmentation, ClosedRange<Int>)])
  func imagesChange(step: any Augmentation, expected: ClosedRange<Int>) {
    let sample = sample()
    let changed = (0..<100).count { index in
      var random = sequence(index)
      let result = step(sample, &random)
      #expect(result.labels == sample.labels)
      return result.image != sample.image
    }
    #expect(expected.contains(changed), "\(type(of: step)): \(changed) of 100")
  }

  /// 255 · (v ÷ 255)^γ: some values as numbers, all of them by the system's `pow`.
  @Test(
    arguments: [
      (0.5, [0, 16, 64, 128, 181, 226, 255]), (0.7, [0, 5, 37, 97, 157, 215, 255]),
      (1.5, [0, 0, 4, 32, 91, 177, 255]), (2, [0, 0, 1, 16, 64, 157, 255]),
    ] as [(Float, [UInt8])])
  func gammaIsAPower(gamma: Float, expected: [UInt8]) {
    let all = LabeledImage(
      image: Raster(width: 256, height: 1, pixels: (0..<256).map { UInt8($0) }),
      labels: Raster(width: 256, height: 1))
    var random = sequence(0)
    let found = RandomGamma(range: gamma...gamma)(all, &random).image.pixels
    #expect([0, 1, 16, 64, 128, 200, 255].map { found[$0] } == expected)
    for value in 0..<256 {
      let exact = 255 * pow(Double(value) / 255, Double(gamma))
      #expect(abs(Double(found[value]) - exact) < 0.501, "\(value) to the power of \(gamma)")
    }
  }

  /// A σ of almost 0.15 is met, and noise is in proportion to the gray.
  @Test func speckleIsInProportion() throws {
    var image = Raster(width: 64, height: 48, filledWith: 40)
    for index in 64 * 24..<64 * 48 { image.pixels[index] = 120 }
    let pair = LabeledImage(image: image, labels: Raster(width: 64, height: 48))
    func deviation(_ part: ArraySlice<UInt8>) -> Double {
      let mean = part.reduce(0.0) { $0 + Double($1) } / Double(part.count)
      let squares = part.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      return (squares / Double(part.count)).squareRoot()
    }
    let parts = (0..<40).map { index in
      var random = sequence(index)
      let pixels = RandomSpeckle()(pair, &random).image.pixels
      return (dark: deviation(pixels.prefix(64 * 24)) / 40, bright: deviation(pixels.suffix(64 * 24)) / 120)
    }
    let strongest = try #require(parts.max { $0.bright < $1.bright })
    #expect((0.12...0.16).contains(strongest.bright), "\(strongest)")
    #expect(abs(strongest.dark / strongest.bright - 1) < 0.1, "\(strongest)")
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

  private func expect(
    _ values: [Int], least: ClosedRange<Int>, most: ClosedRange<Int>,
    place: SourceLocation = #_sourceLocation
  ) {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    #expect(least.contains(low) && most.contains(high), "\(low) to \(high)", sourceLocation: place)
  }

  /// Of ± 32, factors of 0.5 to 1.5 and turns of ± 18 of 180 nearly all is met among many samples, and no more.
  ///
  /// A factor from 1 to 1 is the number below 1: it may cost a unit.
  @Test func distortionsReachTheirBounds() {
    func pixels(_ color: [UInt8], _ step: PhotometricDistortion) -> [[Int]] {
      let image = Raster(width: 1, height: 1, channels: color.count, pixels: color)
      let pair = LabeledImage(image: image, labels: Raster(width: 1, height: 1))
      return (0..<400).map { index in
        var random = sequence(index)
        return step(pair, &random).image.pixels.map { Int($0) }
      }
    }
    let brightness = pixels([100], PhotometricDistortion(contrast: 1...1)).map { $0[0] }
    expect(brightness, least: 67...72, most: 127...131)
    let contrast = pixels([100], PhotometricDistortion(brightness: 0)).map { $0[0] }
    expect(contrast, least: 50...56, most: 143...149)
    let unchanged = contrast.count { $0 == 100 }
    #expect((160...240).contains(unchanged), "\(unchanged) of 400")
    // The least channel is value · (1 − saturation), whatever the hue.
    let saturation = pixels([200, 100, 150], PhotometricDistortion(brightness: 0, contrast: 1...1))
    expect(saturation.map { $0.min() ?? 0 }, least: 48...58, most: 142...151)
    expect(saturation.map { $0.max() ?? 0 }, least: 199...200, most: 200...200)
    // A tenth of a turn from pure red is six tenths of the way to yellow or magenta.
    let hue = pixels([255, 0, 0], PhotometricDistortion(brightness: 0, contrast: 1...1, saturation: 1...1))
    expect(hue.map { $0[1] }, least: 0...0, most: 135...145)
    expect(hue.map { $0[2] }, least: 0...0, most: 143...153)
    #expect(hue.allSatisfy { $0[0] >= 254 && min($0[1], $0[2]) == 0 })
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
