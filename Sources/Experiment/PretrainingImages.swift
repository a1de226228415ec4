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
  /// Throws `RetinaError.layout` for a folder that holds something else, and `ExperimentError.file` for masks of
  /// another size than their images.
  public init(vesselFolder folder: String) throws {
    let pairs = try ImagePairs(folder: folder)
    frames = try pairs.names.map { name in
      try Self.pair(
        Raster(readingPNG: pairs.image(name), channels: 3).channelsReversed, pairs.mask(name))
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
    let pairs = try ImagePairs(folder: folder)
    frames = try pairs.names.map { try Self.pair(Raster(readingPNG: pairs.image($0)), pairs.mask($0)) }
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
