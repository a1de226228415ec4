public import Tensors

/// An image and the label of each of its pixels.
public struct LabeledImage: Equatable, Sendable {
  /// The label of pixels that count for nothing.
  public static let ignored: UInt8 = 255

  /// Gray; of color blue, green, red, where a net is to learn from it.
  public let image: Raster
  /// One channel of the image's size: 0 background, 1 fluid, 255 ignored.
  public let labels: Raster

  /// An image with its labels; traps when their sizes differ.
  public init(image: Raster, labels: Raster) {
    precondition(
      (image.width, image.height, 1) == (labels.width, labels.height, labels.channels),
      "labels of \(labels.width)×\(labels.height)×\(labels.channels) on an image of "
        + "\(image.width)×\(image.height)")
    self.image = image
    self.labels = labels
  }

  /// Columns.
  public var width: Int { image.width }
  /// Rows.
  public var height: Int { image.height }

  /// The part of both whose upper left corner is `(x, y)`; traps outside.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> LabeledImage {
    LabeledImage(
      image: image.cropped(x: x, y: y, width: width, height: height),
      labels: labels.cropped(x: x, y: y, width: width, height: height))
  }
}
