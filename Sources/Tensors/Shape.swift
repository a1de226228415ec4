/// The extents of a tensor: N samples of H rows and W columns with C channels.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  /// The number of channels that are stored and computed together.
  public static let lane = 8

  /// N, the number of samples.
  public let samples: Int
  /// H, the number of rows.
  public let height: Int
  /// W, the number of columns.
  public let width: Int
  /// C, the number of channels.
  public let channels: Int

  /// Creates a shape; traps on a negative extent.
  public init(samples: Int = 1, height: Int, width: Int, channels: Int) {
    precondition(
      samples >= 0 && height >= 0 && width >= 0 && channels >= 0,
      "no tensor has the extents \(samples)×\(height)×\(width)×\(channels)")
    self.samples = samples
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The distance of two pixels in memory: the channels rounded up to whole lanes.
  public var stride: Int { (channels + Shape.lane - 1) / Shape.lane * Shape.lane }

  /// N · H · W.
  public var pixels: Int { samples * height * width }

  /// The number of floats in memory, padding included.
  public var count: Int { pixels * stride }

  /// N × H × W × C.
  public var description: String { "\(samples)×\(height)×\(width)×\(channels)" }

  /// The same shape with another number of channels.
  public func with(channels: Int) -> Shape {
    Shape(samples: samples, height: height, width: width, channels: channels)
  }

  /// The same shape with other rows and columns.
  public func with(height: Int, width: Int) -> Shape {
    Shape(samples: samples, height: height, width: width, channels: channels)
  }
}
