import PNG

/// How two images differ; encoded, it is what `fovea diff` reads.
struct PixelDifference: Encodable, Equatable {
  /// Pixels in a row and rows; nil when the sizes or channels of the two differ.
  var size: [Int]?
  /// How many pixels differ in any channel.
  var differing = 0
  /// The largest difference of one sample, 0 to 255.
  var largest = 0
  /// The smallest box around the differing pixels: x, y, width, height.
  var box: [Int]?

  /// Compares two images, channel by channel.
  init(_ old: PNGImage, _ new: PNGImage) {
    guard Self.haveOneForm(old, new) else { return }
    size = [old.width, old.height]
    var (left, top, right, bottom) = (old.width, old.height, -1, -1)
    for y in 0..<old.height {
      for x in 0..<old.width {
        let difference = Self.difference(old, new, x, y)
        guard difference > 0 else { continue }
        differing += 1
        largest = max(largest, difference)
        (left, top, right, bottom) = (min(left, x), min(top, y), max(right, x), max(bottom, y))
      }
    }
    if differing > 0 { box = [left, top, right - left + 1, bottom - top + 1] }
  }

  /// The old image, dimmed, with the differing pixels in red, the brighter the more they differ; nil when
  /// the sizes or channels of the two differ.
  static func picture(_ old: PNGImage, _ new: PNGImage) -> PNGImage? {
    guard haveOneForm(old, new) else { return nil }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(old.width * old.height * 3)
    for y in 0..<old.height {
      for x in 0..<old.width {
        let difference = difference(old, new, x, y)
        let gray = old.pixels[(y * old.width + x) * old.channels] / 3
        pixels +=
          difference > 0 ? [UInt8(min(255, 128 + difference)), gray / 2, gray / 2] : [gray, gray, gray]
      }
    }
    return PNGImage(width: old.width, height: old.height, channels: 3, pixels: pixels)
  }

  private static func haveOneForm(_ old: PNGImage, _ new: PNGImage) -> Bool {
    old.width == new.width && old.height == new.height && old.channels == new.channels
  }

  /// The largest difference of a pixel's samples.
  private static func difference(_ old: PNGImage, _ new: PNGImage, _ x: Int, _ y: Int) -> Int {
    let start = (y * old.width + x) * old.channels
    return (start..<start + old.channels).reduce(0) { most, index in
      max(most, abs(Int(old.pixels[index]) - Int(new.pixels[index])))
    }
  }
}
