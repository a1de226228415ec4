public import Tensors

/// A part of fixed size at a random place, as MMSegmentation's `RandomCrop` takes it.
///
/// While one class fills `maximalShare` of the part or more, or is alone in it, another place is drawn, ten
/// times at most; the last one is taken whatever it holds. Sides that are too short are taken whole. Source:
/// MMSegmentation 1.2, mmseg/datasets/transforms/transforms.py.
public struct RandomCrop: Augmentation {
  /// Columns and rows of the part.
  public let width: Int, height: Int
  /// `cat_max_ratio`: 1 takes the first place.
  public let maximalShare: Double

  /// A crop; MMSegmentation's configurations use a share of 0.75.
  public init(width: Int, height: Int, maximalShare: Double = 0.75) {
    precondition(width > 0 && height > 0, "a crop of \(width)×\(height) is empty")
    (self.width, self.height, self.maximalShare) = (width, height, maximalShare)
  }

  /// Crops the pair.
  public func callAsFunction(_ sample: LabeledImage, _ random: inout RandomSequence) -> LabeledImage {
    let size = (width: min(width, sample.width), height: min(height, sample.height))
    var corner = Self.corner(sample, size, &random)
    if maximalShare < 1 {
      for _ in 0..<10 {
        if isMixed(sample.labels, corner, size) { break }
        corner = Self.corner(sample, size, &random)
      }
    }
    return sample.cropped(x: corner.x, y: corner.y, width: size.width, height: size.height)
  }

  /// A random upper left corner: first the row is drawn, then the column.
  static func corner(
    _ sample: LabeledImage, _ size: (width: Int, height: Int), _ random: inout RandomSequence
  ) -> (x: Int, y: Int) {
    let y = random.int(below: sample.height - size.height + 1)
    let x = random.int(below: sample.width - size.width + 1)
    return (x, y)
  }

  private func isMixed(
    _ labels: Raster, _ corner: (x: Int, y: Int), _ size: (width: Int, height: Int)
  ) -> Bool {
    var counts = [Int](repeating: 0, count: 256)
    labels.pixels.withUnsafeBufferPointer { pixels in
      for y in corner.y..<corner.y + size.height {
        for x in corner.x..<corner.x + size.width { counts[Int(pixels[y * labels.width + x])] += 1 }
      }
    }
    counts[Int(LabeledImage.ignored)] = 0
    let present = counts.filter { $0 > 0 }
    guard present.count > 1, let most = present.max() else { return false }
    return Double(most) / Double(present.reduce(0, +)) < maximalShare
  }
}
