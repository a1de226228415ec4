import Plots
import Retina
import StageKit
import StageProtocol
import Tensors

/// A graded frame with what each grader drew around fluid.
struct GradedPicture {
  let frame: Frame
  private let image: Raster
  private let masks: [Raster?]

  /// The switches over the pictures, one for each grader.
  static let layers = [ShownScans.Layer("grader 1", .reference), ShownScans.Layer("grader 2", .second)]

  /// Reads the frame and its masks; throws when a file is missing or damaged.
  init(_ frame: Frame, in frames: FrameSet) throws {
    self.frame = frame
    image = try frames.image(frame.id)
    masks = try (1...2).map { grader in
      try frames.isGraded(frame.id, by: grader) ? frames.mask(frame.id, grader: grader) : nil
    }
  }

  /// The picture with its words, at half size: speckle at full size would be four times the bytes.
  var shown: ShownScan {
    let half = image.areaResized(width: max(1, image.width / 2), height: max(1, image.height / 2))
    let words = frame.fluidPixels.enumerated().map { index, pixels in
      "grader \(index + 1) " + (pixels.map { "drew around \($0) pixels" } ?? "did not look")
    }
    return ShownScan(
      name: frame.id.description, png: half.pngBytes(), width: image.width, height: image.height,
      caption: "\(frame.id): \(words.joined(separator: ", "))",
      alt: "Scan \(frame.id) with fluid outlined: \(words.joined(separator: ", "))",
      paths: masks.map { mask in mask.map { Contours(of: $0).path } ?? "" })
  }

  /// The picture in colors, at half size, for forms without vectors.
  var flat: Raster {
    let colors = [Overlay.missed, Overlay.found]
    let drawn = zip(masks, colors).compactMap { mask, color in mask.map { (mask: $0, color: color) } }
    return Overlay.outlined(scan: image, masks: drawn)
      .areaResized(width: max(1, image.width / 2), height: max(1, image.height / 2))
  }
}
