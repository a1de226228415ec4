import MAT
import Tensors

extension PhantomGenerator {
  /// Writes one subject's volume as `Subject_NN.mat` does in the Duke set; equal seeds give equal files.
  ///
  /// `images` uint8, rows × columns × scans; `manualFluid1` and `manualFluid2` double: NaN in scans that
  /// are not graded, else 0 or the number of the lesion. Throws `MATError.unwritable`.
  public func write(subject: Subject, to path: String) throws {
    let scans = self.scans(subject: subject)
    let dims = [height, width, slices]
    try MATFile.write(to: path) { writer in
      try writer.add(
        Volume.imagesName,
        MATArray(
          dims: dims,
          values: columns(of: scans, empty: 0) { scan in
            (scan.image, { $0 })
          }))
      for (grader, name) in Volume.fluidNames.enumerated() {
        try writer.add(
          name,
          MATArray(
            dims: dims,
            values: columns(of: scans, empty: Double.nan) { scan in
              (scan.lesions[grader], Double.init)
            }))
      }
    }
  }

  /// All scans in MATLAB's order, `empty` where none was drawn.
  private func columns<Value>(
    of scans: [Int: PhantomScan], empty: Value, _ part: (PhantomScan) -> (Raster, (UInt8) -> Value)
  ) -> [Value] {
    let count = width * height
    var values = [Value](repeating: empty, count: count * slices)
    for (slice, scan) in scans {
      let (raster, convert) = part(scan)
      for x in 0..<width {
        for y in 0..<height { values[slice * count + x * height + y] = convert(raster.pixels[y * width + x]) }
      }
    }
    return values
  }
}
