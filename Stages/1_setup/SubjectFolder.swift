import Foundation
import MAT
import Retina
import Tensors

/// The scans of one subject as PNG pairs, to be written as one volume in the Duke layout.
struct SubjectFolder {
  let pairs: ImagePairs
  /// In the order of the scans.
  let scans: [ScanName]

  /// Writes the volume: every scan at its number and graded by grader 1, none by grader 2.
  ///
  /// Numbers without a file become black scans that nobody graded, so that neighbors stay as far apart as
  /// they are.
  func write(to file: String) throws {
    let rasters = try scans.map { scan in
      (
        image: try Raster(readingPNG: pairs.image(scan.file)),
        mask: try Raster(readingMask: pairs.mask(scan.file))
      )
    }
    guard let first = rasters.first?.image else { return }
    for (scan, raster) in zip(scans, rasters) {
      if let value = raster.image.onlyValue {
        throw DataError.file(
          path: pairs.image(scan.file), expected: "a picture", found: "\(value) everywhere")
      }
      for (path, raster) in [(pairs.image(scan.file), raster.image), (pairs.mask(scan.file), raster.mask)] {
        guard (raster.width, raster.height) == (first.width, first.height) else {
          throw DataError.file(
            path: path, expected: "\(first.width)×\(first.height) like the first",
            found: "\(raster.width)×\(raster.height)")
        }
      }
    }
    try checkNumbers(size: first.width * first.height)
    let size = first.width * first.height
    let dims = [first.height, first.width, (scans.last?.number ?? 0) + 1]
    var images = [UInt8](repeating: 0, count: dims.reduce(1, *))
    var marks = [Double](repeating: .nan, count: images.count)
    let unseen = marks
    for (scan, pair) in zip(scans, rasters) {
      let range = scan.number * size..<(scan.number + 1) * size
      images.replaceSubrange(range, with: columns(pair.image))
      marks.replaceSubrange(range, with: columns(pair.mask).map(Double.init))
    }
    try MATFile.write(to: file) { writer in
      try writer.add("images", MATArray(dims: dims, values: images))
      try writer.add("manualFluid1", MATArray(dims: dims, values: marks))
      try writer.add("manualFluid2", MATArray(dims: dims, values: unseen))
    }
  }

  /// Every number once, and all of them within what one file can hold.
  private func checkNumbers(size: Int) throws {
    for (scan, next) in zip(scans, scans.dropFirst()) where scan.number == next.number {
      throw DataError.file(
        path: pairs.image(next.file), expected: "every scan of \(next.subject) once",
        found: "\(scan.file) too")
    }
    let most = SetupParameters.Phantom.mostVoxels / max(size, 1)
    if let last = scans.last, last.number >= most {
      throw DataError.file(
        path: pairs.image(last.file), expected: "a scan's number below \(most)",
        found: "\(last.number)")
    }
  }

  /// MATLAB stores columns.
  private func columns(_ raster: Raster) -> [UInt8] {
    (0..<raster.width).flatMap { x in (0..<raster.height).map { y in raster[x, y] } }
  }
}
