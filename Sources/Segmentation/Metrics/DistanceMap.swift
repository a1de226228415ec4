public import Tensors

/// How far every pixel of a slice lies from the nearest set pixel of a mask, in µm: exact, for any pitch.
///
/// Two passes: along each column the nearest set row, then along each row the lower envelope of the parabolas
/// that stand on those. Source: Felzenszwalb and Huttenlocher, Distance transforms of sampled functions
/// (2012).
public struct DistanceMap: Sendable {
  /// Columns.
  public let width: Int
  /// Squared distances in µm², row by row; infinite where the mask is empty.
  public let squares: [Double]

  /// The distances to the pixels of `mask` that are not 0; traps unless it has one channel.
  public init(to mask: Raster, pitch: SlicePitch) {
    precondition(mask.channels == 1, "a mask has one channel, not \(mask.channels)")
    width = mask.width
    var squares = Self.columns(mask, pitch: pitch)
    var envelope = LowerEnvelope(count: mask.width, pitch: pitch.lateral)
    for y in 0..<mask.height { envelope.replace(&squares, from: y * mask.width) }
    self.squares = squares
  }

  /// The squared distance of every pixel to the nearest set one of its column.
  private static func columns(_ mask: Raster, pitch: SlicePitch) -> [Double] {
    var squares = [Double](repeating: .infinity, count: mask.pixels.count)
    for x in 0..<mask.width {
      for rows in [Array(0..<mask.height), (0..<mask.height).reversed()] {
        var nearest: Int?
        for y in rows {
          let index = y * mask.width + x
          if mask.pixels[index] != 0 { nearest = y }
          guard let nearest else { continue }
          let distance = Double(y - nearest) * pitch.axial
          squares[index] = min(squares[index], distance * distance)
        }
      }
    }
    return squares
  }

  /// The same by looking at every set pixel for every pixel: what the fast one is tested against.
  public static func reference(to mask: Raster, pitch: SlicePitch) -> [Double] {
    let set = mask.pixels.indices.filter { mask.pixels[$0] != 0 }
    return mask.pixels.indices.map { index in
      set.map { other in
        let rows = Double(index / mask.width - other / mask.width) * pitch.axial
        let columns = Double(index % mask.width - other % mask.width) * pitch.lateral
        return rows * rows + columns * columns
      }.min() ?? .infinity
    }
  }
}

/// The lower envelope of parabolas along one row, its scratch space kept from row to row.
private struct LowerEnvelope {
  let pitch: Double
  /// Columns on which the parabolas of the envelope stand.
  var feet: [Int]
  /// From where, in µm, each parabola is the lowest.
  var starts: [Double]
  var heights: [Double]

  init(count: Int, pitch: Double) {
    self.pitch = pitch
    feet = [Int](repeating: 0, count: count)
    starts = [Double](repeating: 0, count: count)
    heights = starts
  }

  /// Replaces a row of heights, which begins at `start`, by the envelope over it.
  mutating func replace(_ values: inout [Double], from start: Int) {
    let count = feet.count
    for x in 0..<count { heights[x] = values[start + x] }
    var last = -1
    for x in 0..<count where heights[x] < .infinity {
      var from = -Double.infinity
      while last >= 0 {
        from = crossing(feet[last], x)
        if from > starts[last] { break }
        last -= 1
      }
      last += 1
      feet[last] = x
      starts[last] = last == 0 ? -.infinity : from
    }
    guard last >= 0 else { return }
    var place = 0
    for x in 0..<count {
      let position = Double(x) * pitch
      while place < last && starts[place + 1] < position { place += 1 }
      let distance = Double(x - feet[place]) * pitch
      values[start + x] = distance * distance + heights[feet[place]]
    }
  }

  /// Where the parabola on column `right` falls below the one on column `left`.
  private func crossing(_ left: Int, _ right: Int) -> Double {
    let (a, b) = (Double(left) * pitch, Double(right) * pitch)
    return ((heights[right] + b * b) - (heights[left] + a * a)) / (2 * (b - a))
  }
}
