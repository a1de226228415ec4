import Foundation
import Retina
import Tensors
import Testing

@Suite struct ResizingTests {
  @Test(arguments: [
    "noise-53x37-to-16x16", "noise-53x37-to-100x41", "noise-40x30-to-40x11", "noise-31x20-to-9x20",
    "color-29x23-to-64x10", "mask-96x62-to-32x32", "noise-1x5-to-7x3",
  ])
  func bicubicIsPillows(name: String) throws {
    let numbers = name.split { !$0.isNumber }.compactMap { Int($0) }
    let channels = name.hasPrefix("color") ? 3 : 1
    let expected = try Raster(
      readingPNG: SharedData.fixtures + "/pillow-bicubic/\(name).png", channels: channels)
    let source = Self.source(name, numbers[0], numbers[1], channels)
    #expect(source.pillowBicubic(width: numbers[2], height: numbers[3]) == expected)
  }

  /// The images of Tests/Fixtures/pillow-bicubic/make.py.
  private static func source(_ name: String, _ width: Int, _ height: Int, _ channels: Int) -> Raster {
    guard name.hasPrefix("mask") else {
      let pixels = (0..<(width * height * channels)).map { UInt8((UInt32($0) &* 2_654_435_761) >> 24) }
      return Raster(width: width, height: height, channels: channels, pixels: pixels)
    }
    var mask = Raster(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        let inside = (x - 50) * (x - 50) / 9 + (y - 30) * (y - 30) / 4 < 90
        mask[x, y] = inside || (x / 3 + y / 3) % 7 == 0 ? 1 : 0
      }
    }
    return mask
  }

  @Test func keepsTheRatioAsMMCVDoes() {
    #expect(Raster(width: 96, height: 62).keepRatioSize(scale: (128, 128)) == (128, 83))
    #expect(Raster(width: 62, height: 96).keepRatioSize(scale: (128, 128)) == (83, 128))
    #expect(Raster(width: 75, height: 100).keepRatioSize(scale: (64, 64)) == (48, 64))
    #expect(Raster(width: 77, height: 51).keepRatioSize(scale: (90, 60)) == (90, 60))
  }

  @Test func areaMeansAreExact() {
    let image = Raster(width: 3, height: 2, pixels: [0, 10, 20, 30, 40, 50])
    #expect(image.areaResized(width: 1, height: 1).pixels == [25])
    // Columns of 1.5 pixels: (0 + 5) / 1.5 and (5 + 20) / 1.5.
    #expect(image.areaResized(width: 2, height: 2).pixels == [3, 17, 33, 47])
    #expect(image.areaResized(width: 3, height: 2) == image)
    #expect(
      Raster(width: 7, height: 5, filledWith: 201).areaResized(width: 4, height: 9).pixels.allSatisfy {
        $0 == 201
      })
  }

  /// Blobs of any size, all ratios: the area stays within 1 %, or within half a pixel of the result.
  @Test func masksKeepTheirArea() {
    let stream = RandomStream(seed: 5, purpose: "test/blobs")
    for sample in 0..<60 {
      var random = stream.sequence(sample: UInt64(sample))
      var mask = Raster(width: 40 + random.int(below: 80), height: 40 + random.int(below: 60))
      for _ in 0...random.int(below: 4) {
        let (cx, cy) = (random.int(below: mask.width), random.int(below: mask.height))
        let (rx, ry) = (1 + random.int(below: 15), 1 + random.int(below: 9))
        for y in 0..<mask.height {
          for x in 0..<mask.width
          where (x - cx) * (x - cx) * ry * ry + (y - cy) * (y - cy) * rx * rx <= rx * rx * ry * ry {
            mask[x, y] = 1
          }
        }
      }
      let (width, height) = (20 + random.int(below: 120), 20 + random.int(below: 120))
      let result = mask.maskResized(width: width, height: height)
      let scale = Double(width * height) / Double(mask.width * mask.height)
      let expected = Double(mask.pixels.reduce(0) { $0 + Int($1) }) * scale
      let found = Double(result.pixels.reduce(0) { $0 + Int($1) })
      #expect(
        abs(found - expected) <= max(0.01 * expected, 1), "\(mask.width)×\(mask.height) → \(width)×\(height)")
      #expect(result.pixels.allSatisfy { $0 <= 1 })
    }
  }

  /// Predictions of whole scans come to the exam's size as its labels did.
  @Test func framesArePreparedAsTheySay() {
    let mask = Self.source("mask-96x62", 96, 62, 1)
    #expect(FramePreparation.full.mask(mask) == mask)
    let bicubic = FramePreparation.square(side: 32, filter: .bicubic).mask(mask)
    let area = FramePreparation.square(side: 32, filter: .area).mask(mask)
    #expect(bicubic == mask.pillowBicubic(width: 32, height: 32))
    #expect(area == mask.maskResized(width: 32, height: 32) && area != bicubic)
    for filter in [FramePreparation.Filter.bicubic, .area] {
      #expect(FramePreparation.square(side: 32, filter: filter).mask(bicubic) == bicubic, "it has the size")
    }
  }

  @Test func masksGrowAndShrinkInPlace() {
    var mask = Raster(width: 8, height: 8)
    for y in 2..<6 { for x in 2..<6 { mask[x, y] = 1 } }
    let large = mask.maskResized(width: 16, height: 16)
    #expect(large == mask.openCVNearest(width: 16, height: 16))
    #expect(large.maskResized(width: 8, height: 8) == mask)
    #expect(Raster(width: 8, height: 8).maskResized(width: 3, height: 3) == Raster(width: 3, height: 3))
  }
}
