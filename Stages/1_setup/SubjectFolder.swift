import Foundation
import MAT
import Retina
import Tensors

/// The scans of one subject as PNG pairs, to be written as one volume in the Duke layout.
struct SubjectFolder {
  let path: String
  /// In the order of the scans.
  let scans: [ScanName]

  /// Writes the volume: every scan graded by grader 1, none by grader 2.
  func write(to file: String) throws {
    let pairs = try scans.map { scan in
      (
        image: try Raster(readingPNG: "\(path)/images/\(scan.file)"),
        mask: try Raster(readingMask: "\(path)/masks/\(scan.file)")
      )
    }
    guard let first = pairs.first?.image else { return }
    for (scan, pair) in zip(scans, pairs) {
      for (folder, raster) in [("images", pair.image), ("masks", pair.mask)] {
        guard (raster.width, raster.height) == (first.width, first.height) else {
          throw DataError.file(
            path: "\(path)/\(folder)/\(scan.file)", expected: "\(first.width)×\(first.height) like the first",
            found: "\(raster.width)×\(raster.height)")
        }
      }
    }
    let dims = [first.height, first.width, pairs.count]
    try MATFile.write(to: file) { writer in
      try writer.add("images", MATArray(dims: dims, values: pairs.flatMap { columns($0.image) }))
      try writer.add(
        "manualFluid1", MATArray(dims: dims, values: pairs.flatMap { columns($0.mask).map(Double.init) }))
      try writer.add(
        "manualFluid2",
        MATArray(dims: dims, values: [Double](repeating: .nan, count: dims.reduce(1, *))))
    }
  }

  /// MATLAB stores columns.
  private func columns(_ raster: Raster) -> [UInt8] {
    (0..<raster.width).flatMap { x in (0..<raster.height).map { y in raster[x, y] } }
  }
}
