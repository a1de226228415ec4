import Retina
import Tensors

extension BScan {
  /// Writes the image and every grader's mask into a folder of frames.
  func write(as frame: Frame, to folder: String) throws {
    try image.writePNG(to: folder + "/" + frame.imageName)
    for (index, grading) in gradings.enumerated() {
      try grading.mask?.writeMask(to: folder + "/" + frame.maskName(grader: index + 1))
    }
  }

  /// The scan at `side` × `side`, image and masks alike.
  ///
  /// Bicubic is Pillow's, on the 8-bit image and on the 0/1 mask, as the published data were made. Area
  /// averages the image, and of a mask sets the pixels that it covers most until its share of the frame is
  /// what it was.
  func square(_ side: Int, filter: PreprocessParameters.Preprocess.Filter) -> BScan {
    func image(_ raster: Raster) -> Raster {
      filter == .bicubic
        ? raster.pillowBicubic(width: side, height: side) : raster.areaResized(width: side, height: side)
    }
    func mask(_ raster: Raster) -> Raster {
      filter == .bicubic
        ? raster.pillowBicubic(width: side, height: side) : raster.maskResized(width: side, height: side)
    }
    return BScan(
      slice: slice, image: image(self.image),
      gradings: gradings.map { grading in grading.mask.map { .graded(mask($0)) } ?? .ungraded })
  }
}

extension Frame {
  /// This frame at another size, with the pitch and the fluid of that size.
  func resized(to scan: BScan) -> Frame {
    Frame(
      id: id, width: scan.image.width, height: scan.image.height,
      fluidPixels: scan.gradings.map(\.fluidPixels),
      pitch: pitch.resized(from: (width, height), to: (scan.image.width, scan.image.height)))
  }
}
