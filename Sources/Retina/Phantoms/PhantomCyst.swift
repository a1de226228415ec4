import Tensors

/// A dark, fluid-filled hollow: an ellipsoid with a wavy rim.
///
/// Columns and rows in pixels, the third direction in scans.
struct PhantomCyst {
  /// The number of the lesion, from 1.
  let number: UInt8
  var x: Float
  /// The row of the center.
  var y: Float
  let slice: Int
  var radiusX: Float
  var radiusY: Float
  var radiusZ: Float
  let rim: SmoothNoise

  /// How much of the radii is left in a scan; 0 outside.
  func section(at slice: Int) -> Float {
    let distance = Float(slice - self.slice) / radiusZ
    return distance * distance < 1 ? (1 - distance * distance).squareRoot() : 0
  }

  /// Calls `body` for every pixel inside in a scan, with how far inside it is: 0 at the rim, 1 in the middle.
  func forEachPixel(
    at slice: Int, width: Int, height: Int, _ body: (_ x: Int, _ y: Int, _ depth: Float) -> Void
  ) {
    let section = section(at: slice)
    let (rx, ry) = (radiusX * section, radiusY * section)
    guard rx >= 0.5, ry >= 0.5 else { return }
    // The rim's square waves by a half: it reaches out to 1.23 radii.
    let (left, right) = (max(Int(x - 1.3 * rx), 0), min(Int(x + 1.3 * rx) + 1, width - 1))
    let (top, bottom) = (max(Int(y - 1.3 * ry), 0), min(Int(y + 1.3 * ry) + 1, height - 1))
    // A grader may have moved a wide cyst out of the scan.
    guard left <= right, top <= bottom else { return }
    for row in top...bottom {
      for column in left...right {
        let (u, v) = ((Float(column) - x) / rx, (Float(row) - y) / ry)
        let edge = 1 + 0.5 * rim(1.5 * u + 50, 1.5 * v + 50)
        let distance = u * u + v * v
        if distance < edge { body(column, row, 1 - distance / edge) }
      }
    }
  }

  /// Roughly the number of pixels in the scan of the center.
  var area: Float { 3.14 * radiusX * radiusY }
}
