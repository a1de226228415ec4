/// An 8-bit image or label map: rows from top to bottom, pixels from left to right, channels interleaved.
///
/// The unit of `pixels` is one sample; sample `(x, y, c)` stands at `(y * width + x) * channels + c`.
/// Gray images and label maps have one channel; 255 in a label map means "ignore".
public struct Raster: Sendable, Hashable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// The number of interleaved samples for each pixel.
  public let channels: Int
  /// The samples, `height * width * channels` of them.
  public var pixels: [UInt8]

  /// Creates a raster over given samples.
  ///
  /// Traps unless there are `width * height * channels` samples.
  public init(width: Int, height: Int, channels: Int = 1, pixels: [UInt8]) {
    precondition(
      width >= 0 && height >= 0 && channels > 0 && pixels.count == width * height * channels,
      "a raster of \(width)×\(height)×\(channels) needs \(width * height * channels) samples, not \(pixels.count)"
    )
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// Creates a raster of one value; the default is 0.
  public init(width: Int, height: Int, channels: Int = 1, filledWith value: UInt8 = 0) {
    self.init(
      width: width, height: height, channels: channels,
      pixels: [UInt8](repeating: value, count: width * height * channels))
  }

  /// The place of sample `(x, y, channel)` in `pixels`.
  public func index(_ x: Int, _ y: Int, _ channel: Int = 0) -> Int {
    (y * width + x) * channels + channel
  }

  /// The sample at column `x`, row `y`; traps outside the raster.
  public subscript(x: Int, y: Int, channel: Int = 0) -> UInt8 {
    get {
      precondition(contains(x, y), "(\(x), \(y)) lies outside a raster of \(width)×\(height)")
      return pixels[index(x, y, channel)]
    }
    set {
      precondition(contains(x, y), "(\(x), \(y)) lies outside a raster of \(width)×\(height)")
      pixels[index(x, y, channel)] = newValue
    }
  }

  /// Whether column `x`, row `y` lies inside.
  public func contains(_ x: Int, _ y: Int) -> Bool {
    x >= 0 && y >= 0 && x < width && y < height
  }

  /// The part of `width` by `height` pixels whose top left corner is `(x, y)`; traps outside the raster.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> Raster {
    precondition(
      x >= 0 && y >= 0 && width >= 0 && height >= 0 && x + width <= self.width && y + height <= self.height,
      "a crop of \(width)×\(height) at (\(x), \(y)) lies outside a raster of \(self.width)×\(self.height)")
    var cut: [UInt8] = []
    cut.reserveCapacity(width * height * channels)
    for row in y..<y + height {
      let start = index(x, row)
      cut += pixels[start..<start + width * channels]
    }
    return Raster(width: width, height: height, channels: channels, pixels: cut)
  }

  /// Left and right exchanged.
  public func mirrored() -> Raster {
    var result = self
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<channels {
          result.pixels[index(x, y, channel)] = pixels[index(width - 1 - x, y, channel)]
        }
      }
    }
    return result
  }
}
