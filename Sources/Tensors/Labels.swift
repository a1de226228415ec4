/// The true class of every pixel of a batch: N × H × W class numbers, 255 for pixels that do not count.
public struct Labels: Sendable, Hashable {
  /// The class number of pixels that do not count in losses and metrics.
  public static let ignored: UInt8 = 255

  /// The number of samples.
  public let samples: Int
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// The class numbers, sample by sample and row by row.
  public let classes: [UInt8]

  /// Creates labels; traps unless there are N · H · W class numbers.
  public init(samples: Int, height: Int, width: Int, classes: [UInt8]) {
    precondition(
      classes.count == samples * height * width,
      "\(classes.count) labels for \(samples)×\(height)×\(width) pixels")
    self.samples = samples
    self.height = height
    self.width = width
    self.classes = classes
  }

  /// Creates labels from label maps of one size; traps when the sizes differ or a map has channels.
  public init(_ maps: [Raster]) {
    guard let first = maps.first else { preconditionFailure("labels of no sample") }
    for map in maps {
      precondition(
        map.width == first.width && map.height == first.height && map.channels == 1,
        "label maps of \(first.width)×\(first.height) and \(map.width)×\(map.height)×\(map.channels)")
    }
    self.init(
      samples: maps.count, height: first.height, width: first.width, classes: maps.flatMap(\.pixels))
  }
}
