public import Retina
public import Segmentation
import Tensors

/// A fold's training samples, and among them samples of other eyes: fewer with every step, none at the end.
///
/// Which of the two sample i is depends on the seed and on i alone.
public struct MixedSamples: Sendable {
  private let own: FoldSamples
  private let others: FoldSamples?
  private let share: Float
  private let count: Int
  private let source: RandomStream

  /// Mixes; without others all samples are the fold's own.
  ///
  /// - Parameters:
  ///   - share: the probability that the first sample is one of the others; it falls linearly to zero.
  ///   - count: the samples of the whole run.
  public init(_ own: FoldSamples, others: FoldSamples?, share: Double, count: Int, seed: UInt64) {
    precondition(count > 0 && (0...1).contains(share), "a share of \(share) among \(count) samples")
    self.own = own
    self.others = others
    self.share = Float(share)
    self.count = count
    source = RandomStream(seed: seed, purpose: "sample source")
  }

  /// Sample `index`, counted over the whole run.
  public func callAsFunction(_ index: Int) -> TrainingSample {
    var random = source.sequence(sample: UInt64(index))
    guard let others, random.happens(share * max(0, 1 - Float(index) / Float(count))) else {
      return own(index)
    }
    return others(index)
  }
}

extension LabeledImage {
  /// The pair, widened to at least `width` columns: beyond its edges it goes on as its mirror image.
  ///
  /// So narrower scans fill a batch of wider ones without edges that no scan has.
  public func mirrored(toWidth width: Int) -> LabeledImage {
    guard width > self.width else { return self }
    let before = (width - self.width) / 2
    let columns = (0..<width).map { column in
      // The image and its mirror image in turn, from a multiple of both that reaches left of the first column.
      let place = (column - before + 2 * self.width * width) % (2 * self.width)
      return place < self.width ? place : 2 * self.width - 1 - place
    }
    return LabeledImage(image: image.taking(columns: columns), labels: labels.taking(columns: columns))
  }
}

extension Raster {
  fileprivate func taking(columns: [Int]) -> Raster {
    var result = Raster(width: columns.count, height: height, channels: channels)
    for y in 0..<height {
      for (x, column) in columns.enumerated() {
        for channel in 0..<channels {
          result.pixels[(y * columns.count + x) * channels + channel] =
            pixels[(y * self.width + column) * channels + channel]
        }
      }
    }
    return result
  }
}
