public import Tensors

extension Raster {
  /// A gray scan without the white frame that registration leaves around it.
  ///
  /// Saturated pixels (255) that touch the scan's edge, straight or through others such, become the median of
  /// all that are not saturated: a frame is no tissue, and would move every mean that a net forms over a scan.
  /// Bright tissue inside stays as it is, and so does a scan that is white throughout. Traps for colors.
  public func withoutWhiteFrame() -> Raster {
    precondition(channels == 1, "a white frame in \(channels) channels")
    guard let median = medianBelowWhite else { return self }
    var result = self
    var open: [Int] = []
    func fill(_ x: Int, _ y: Int) {
      guard contains(x, y), result.pixels[index(x, y)] == 255 else { return }
      result.pixels[index(x, y)] = median
      open.append(index(x, y))
    }
    for x in 0..<width { [0, height - 1].forEach { fill(x, $0) } }
    for y in 0..<height { [0, width - 1].forEach { fill($0, y) } }
    while let place = open.popLast() {
      let (x, y) = (place % width, place / width)
      fill(x - 1, y)
      fill(x + 1, y)
      fill(x, y - 1)
      fill(x, y + 1)
    }
    return result
  }

  /// The upper median of the samples below 255; nil without any.
  var medianBelowWhite: UInt8? {
    var counts = [Int](repeating: 0, count: 255)
    for value in pixels where value < 255 { counts[Int(value)] += 1 }
    let half = counts.reduce(0, +) / 2
    var below = 0
    for (value, count) in counts.enumerated() {
      below += count
      if below > half { return UInt8(value) }
    }
    return nil
  }
}
