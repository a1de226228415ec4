import Tensors

extension BScan {
  /// Writes the image and every grader's mask into a folder of frames; throws `PNGError` when it cannot.
  public func write(as frame: Frame, to folder: String) throws {
    try image.writePNG(to: folder + "/" + frame.imageName)
    for (index, grading) in gradings.enumerated() {
      try grading.mask?.writeMask(to: folder + "/" + frame.maskName(grader: index + 1))
    }
  }
}

extension Frame {
  /// This frame at another size, with the pitch and the fluid of that size.
  public func resized(to scan: BScan) -> Frame {
    Frame(
      id: id, width: scan.image.width, height: scan.image.height,
      fluidPixels: scan.gradings.map(\.fluidPixels),
      pitch: pitch.resized(from: (width, height), to: (scan.image.width, scan.image.height)))
  }
}
