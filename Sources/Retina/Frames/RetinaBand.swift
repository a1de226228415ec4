public import Tensors

/// The rows of a scan between which the retina lies, found from its brightness alone.
///
/// The tissue's brightness has a center row: what is brighter than the scan's median, weighted by how much.
/// Saturated pixels are the white frame that registration leaves, and count for nothing. Fluid lies above the
/// bright choroid, so five eighths of the band lie above the center. With 256 rows every fluid pixel of both
/// graders of the Duke eyes is inside, by 35 rows or more.
public struct RetinaBand: Equatable, Sendable {
  /// The band.
  public let rows: Range<Int>

  /// The band of `height` rows of a gray scan; the whole scan where it is no higher.
  public init(of image: Raster, height: Int) {
    precondition(height > 0 && image.channels == 1, "a band of \(height) rows in \(image.channels) channels")
    guard height < image.height else {
      rows = 0..<image.height
      return
    }
    let top = Self.center(image) - height * 5 / 8
    let first = min(max(top, 0), image.height - height)
    rows = first..<first + height
  }

  /// The part of a raster of the scan's height.
  public func part(of raster: Raster) -> Raster {
    raster.cropped(x: 0, y: rows.lowerBound, width: raster.width, height: rows.count)
  }

  /// The part of a scan with its labels.
  public func part(of sample: LabeledImage) -> LabeledImage {
    sample.cropped(x: 0, y: rows.lowerBound, width: sample.width, height: rows.count)
  }

  /// A mask of the band in its place in a scan of `height` rows; what is outside is background.
  public func placed(_ mask: Raster, height: Int) -> Raster {
    precondition(mask.height == rows.count && mask.channels == 1, "a mask of \(mask.height) rows for \(rows)")
    var whole = Raster(width: mask.width, height: height)
    let start = rows.lowerBound * mask.width
    whole.pixels.replaceSubrange(start..<start + mask.pixels.count, with: mask.pixels)
    return whole
  }

  /// The center row of what is brighter than the median; the middle of a scan without any.
  private static func center(_ image: Raster) -> Int {
    guard let median = image.medianBelowWhite.map(Int.init) else { return image.height / 2 }
    var (sum, moment) = (0, 0)
    for row in 0..<image.height {
      let light = image.pixels[row * image.width..<(row + 1) * image.width].reduce(0) { light, value in
        light + (value < 255 ? max(0, Int(value) - median) : 0)
      }
      sum += light
      moment += light * row
    }
    return sum == 0 ? image.height / 2 : moment / sum
  }
}
