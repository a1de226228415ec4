import Plots
import Retina
import StageKit
import Tensors

/// A graded frame with what each grader drew around fluid.
struct GradedPicture {
  let frame: Frame
  private let picture: Raster

  /// Reads the frame and its masks; throws when a file is missing or damaged.
  init(_ frame: Frame, in frames: FrameSet) throws {
    self.frame = frame
    let colors = [Overlay.missed, Overlay.found]
    let masks = try zip(1..., colors).filter { try frames.isGraded(frame.id, by: $0.0) }.map {
      grader, color in
      (mask: try frames.mask(frame.id, grader: grader), color: color)
    }
    picture = Overlay.outlined(scan: try frames.image(frame.id), masks: masks)
  }

  /// The picture with its words.
  var shown: ShownImage {
    let words = frame.fluidPixels.enumerated().map { index, pixels in
      "grader \(index + 1) " + (pixels.map { "drew around \($0) pixels" } ?? "did not look")
    }
    return ShownImage(
      png: picture.pngBytes(), caption: "\(frame.id)",
      alt: "Scan \(frame.id) with fluid outlined: \(words.joined(separator: ", "))")
  }
}
