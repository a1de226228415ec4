public import Tensors

/// How far the outlines of two masks lie apart, in µm.
///
/// An outline is the set pixels with a neighbor above, below, left or right that is not set; beyond the
/// slice nothing is set.
public struct SurfaceDistances: Sendable, Hashable {
  /// From every pixel of either outline to the nearest of the other, in µm, ascending.
  private let distances: [Double]

  /// The distances between two masks' outlines; nil where either mask is empty.
  ///
  /// Traps unless both have one size.
  public init?(_ one: Raster, _ other: Raster, pitch: SlicePitch) {
    precondition(
      one.width == other.width && one.height == other.height,
      "masks of \(one.width)×\(one.height) and \(other.width)×\(other.height)")
    let outlines = [one.outline, other.outline]
    guard outlines.allSatisfy({ $0.pixels.contains(1) }) else { return nil }
    let maps = outlines.map { DistanceMap(to: $0, pitch: pitch) }
    distances = zip(outlines, maps.reversed()).flatMap { outline, map in
      outline.pixels.indices.filter { outline.pixels[$0] != 0 }.map { map.squares[$0].squareRoot() }
    }.sorted()
  }

  /// HD95: the 95th percentile of both directions' distances together, interpolated as NumPy does.
  ///
  /// Source: medpy.metric.binary.hd95; MONAI takes the greater of the directions' own percentiles instead.
  public var hausdorff95: Double { percentile(0.95) }

  /// ASSD: the mean over the pixels of both outlines.
  public var mean: Double { distances.reduce(0, +) / Double(distances.count) }

  private func percentile(_ share: Double) -> Double {
    let place = share * Double(distances.count - 1)
    let lower = Int(place)
    let upper = min(lower + 1, distances.count - 1)
    return distances[lower] + (place - Double(lower)) * (distances[upper] - distances[lower])
  }
}

extension Raster {
  /// 1 where a set pixel has a neighbor of four that is not set.
  var outline: Raster {
    var outline = Raster(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width where self[x, y] != 0 {
        let isInner =
          x > 0 && y > 0 && x < width - 1 && y < height - 1 && self[x - 1, y] != 0 && self[x + 1, y] != 0
          && self[x, y - 1] != 0 && self[x, y + 1] != 0
        outline[x, y] = isInner ? 0 : 1
      }
    }
    return outline
  }
}
