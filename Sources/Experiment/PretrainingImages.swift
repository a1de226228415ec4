private import Foundation
public import Retina
import Tensors

/// Labeled images of another kind than the task's, to learn from before it.
public struct PretrainingImages: Sendable {
  /// The images, gray or blue, green, red as MMSegmentation's readers give them; 1 is vessel or fluid.
  public let frames: [LabeledImage]
  /// What they are, for the rows of results: `15 fundus photographs`.
  public let name: String

  /// Fundus photographs with their vessels: `images/` and `masks/` of equally named RGB and gray PNG files.
  ///
  /// Throws `ExperimentError.file` for a folder without images and for images without masks of their size.
  public init(vesselFolder folder: String) throws {
    frames = try Self.pairs(in: folder).map { image, mask in
      try Self.pair(Raster(readingPNG: image, channels: 3).channelsReversed, mask)
    }
    name = "\(frames.count) fundus photographs (vessels)"
  }

  /// Vessel phantoms, `side` pixels a side.
  public init(vesselPhantoms count: Int, side: Int, seed: UInt64) {
    let generator = VesselPhantomGenerator(seed: seed, side: side)
    frames = (0..<count).map { index in
      let (image, mask) = generator.sample(index)
      return LabeledImage(image: image.channelsReversed, labels: mask)
    }
    name = "\(count) phantoms of fundus photographs (vessels)"
  }

  /// Gray OCT scans with their fluid: `images/` and `masks/` of equally named PNG files; throws as above.
  public init(fluidFolder folder: String) throws {
    frames = try Self.pairs(in: folder).map { image, mask in
      try Self.pair(Raster(readingPNG: image), mask)
    }
    name = "\(frames.count) OCT scans of other eyes (fluid)"
  }

  /// Phantom scans of eyes that no phantom data set of that seed holds.
  public init(fluidPhantoms count: Int, height: Int, width: Int, seed: UInt64) {
    // Subjects of other numbers are other eyes.
    let generator = PhantomGenerator(
      seed: seed, height: height, width: width, slices: 4, graded: 4, wetness: 2.5)
    let eyes = (0..<(count + 3) / 4).map { generator.volume(subject: Subject(1001 + $0)) }
    frames = eyes.flatMap(\.graded).prefix(count).compactMap { scan in
      scan.gradings.first?.mask.map { LabeledImage(image: scan.image, labels: $0) }
    }
    name = "\(count) phantoms of OCT scans (fluid)"
  }

  private static func pairs(in folder: String) throws -> [(image: String, mask: String)] {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/images")) ?? [])
      .filter { $0.hasSuffix(".png") }.sorted()
    guard !names.isEmpty else {
      throw ExperimentError.file(
        path: folder, expected: "images/ and masks/ with equally named PNG files", found: "no image")
    }
    return names.map { (image: "\(folder)/images/\($0)", mask: "\(folder)/masks/\($0)") }
  }

  private static func pair(_ image: Raster, _ path: String) throws -> LabeledImage {
    let mask = try Raster(readingMask: path)
    guard (mask.width, mask.height) == (image.width, image.height) else {
      throw ExperimentError.file(
        path: path, expected: "\(image.width)×\(image.height) like its image",
        found: "\(mask.width)×\(mask.height)")
    }
    return LabeledImage(image: image, labels: mask)
  }
}

extension Raster {
  /// Red and blue exchanged.
  fileprivate var channelsReversed: Raster {
    var result = self
    for pixel in stride(from: 0, to: pixels.count, by: 3) { result.pixels.swapAt(pixel, pixel + 2) }
    return result
  }
}
