public import Tensors

/// Turns 8-bit images into a net's input: BGR to RGB, Float32, minus mean, over deviation.
///
/// Source: mmseg/models/data_preprocessor.py.
public struct Preprocessor: Sendable, Hashable, Codable {
  /// What is subtracted from red, green and blue.
  public var mean: [Float]
  /// What they are divided by.
  public var deviation: [Float]

  /// Creates a preprocessor of three channels.
  public init(mean: [Float], deviation: [Float]) {
    precondition(mean.count == 3 && deviation.count == 3, "means and deviations of red, green and blue")
    self.mean = mean
    self.deviation = deviation
  }

  /// ImageNet's, which all published configurations use.
  public static let imageNet = Preprocessor(
    mean: [123.675, 116.28, 103.53], deviation: [58.395, 57.12, 57.375])

  /// The batch of images, each padded with zeros at right and bottom after normalization.
  ///
  /// Images have one channel (gray, used three times) or three (BGR). The default size is that of the largest
  /// image. Traps on other channels or on an image larger than the size.
  public func batch(_ images: [Raster], height: Int? = nil, width: Int? = nil) -> Tensor {
    let height = height ?? images.map(\.height).max() ?? 0
    let width = width ?? images.map(\.width).max() ?? 0
    let tensor = Tensor(Shape(samples: images.count, height: height, width: width, channels: 3))
    for (sample, image) in images.enumerated() {
      precondition(
        image.height <= height && image.width <= width && (image.channels == 1 || image.channels == 3),
        "an image of \(image.width)×\(image.height)×\(image.channels) for a batch of \(width)×\(height)×3")
      fill(tensor, sample, image)
    }
    return tensor
  }

  private func fill(_ tensor: Tensor, _ sample: Int, _ image: Raster) {
    for y in 0..<image.height {
      for x in 0..<image.width {
        let target = tensor.index(sample, y, x, 0)
        let source = image.index(x, y)
        for channel in 0..<3 {
          let value = image.pixels[source + (image.channels == 3 ? 2 - channel : 0)]
          tensor.pointer[target + channel] = (Float(value) - mean[channel]) / deviation[channel]
        }
      }
    }
  }

  /// The label maps, padded with 255 ("ignore") at right and bottom to one size.
  public func labels(_ labels: [Raster], height: Int, width: Int) -> [Raster] {
    labels.map { label in
      precondition(
        label.height <= height && label.width <= width && label.channels == 1,
        "a label of \(label.width)×\(label.height)×\(label.channels) for a batch of \(width)×\(height)")
      if label.height == height && label.width == width { return label }
      var padded = Raster(width: width, height: height, filledWith: 255)
      for y in 0..<label.height {
        for x in 0..<label.width { padded[x, y] = label[x, y] }
      }
      return padded
    }
  }
}
