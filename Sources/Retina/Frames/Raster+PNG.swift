public import PNG
public import Tensors

extension Raster {
  /// The samples of a PNG image.
  public init(_ image: PNGImage) {
    self.init(width: image.width, height: image.height, channels: image.channels, pixels: image.pixels)
  }

  /// Reads a PNG file of the given number of channels; throws `PNGError` or `RetinaError.layout`.
  public init(readingPNG path: String, channels: Int = 1) throws {
    let image = try PNGImage(path: path)
    guard image.channels == channels else {
      throw RetinaError.layout(
        path: path, expected: "\(channels) channels (1 gray, 3 RGB)", found: "\(image.channels)")
    }
    self.init(image)
  }

  /// Reads a mask: 0 is background, 255 (or 1, if no other value occurs) is foreground and becomes 1.
  ///
  /// Throws for any other value, naming the first: what is neither is no mask.
  public init(readingMask path: String) throws {
    try self.init(readingPNG: path)
    let foreground: UInt8 = pixels.contains(255) ? 255 : 1
    if let index = pixels.firstIndex(where: { $0 != 0 && $0 != foreground }) {
      throw RetinaError.layout(
        path: path, expected: "a mask of 0 and \(foreground)",
        found: "\(pixels[index]) in row \(index / width), column \(index % width)")
    }
    for index in pixels.indices where pixels[index] != 0 { pixels[index] = 1 }
  }

  /// Writes the samples as they are; 1 to 4 channels.
  public func writePNG(to path: String) throws {
    try PNGImage(width: width, height: height, channels: channels, pixels: pixels).write(to: path)
  }

  /// The bytes of a PNG file with the samples as they are; 1 to 4 channels.
  public func pngBytes() -> [UInt8] {
    PNGImage(width: width, height: height, channels: channels, pixels: pixels).encoded()
  }

  /// Writes a mask of 0 and 1 as 0 and 255, so that it can be looked at; traps on other values.
  public func writeMask(to path: String) throws {
    precondition(channels == 1, "a mask has one channel, not \(channels)")
    precondition(pixels.allSatisfy { $0 <= 1 }, "a mask holds 0 and 1 only")
    try PNGImage(width: width, height: height, channels: 1, pixels: pixels.map { $0 * 255 }).write(to: path)
  }
}
