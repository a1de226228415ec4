/// An 8-bit image as a PNG file holds it: rows from the top, samples interleaved.
///
/// Samples are what the file says; no gamma, color profile or palette is ever applied.
public struct PNGImage: Equatable, Sendable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha.
  public let channels: Int
  /// `height · width · channels` samples.
  public let pixels: [UInt8]

  /// An image of the given samples; traps when their number does not fit the size.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image of \(width)×\(height) has no pixels")
    precondition((1...4).contains(channels), "a PNG image has 1 to 4 channels, not \(channels)")
    precondition(
      pixels.count == width * height * channels,
      "\(pixels.count) samples do not fill \(width)×\(height)×\(channels)")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }
}
