import Tensors

/// The weighted mean of overlapping windows' logits.
struct WindowSum {
  private let sum: Tensor
  private var weights: [Float]
  private let crop: WindowSize
  private let isGaussian: Bool

  init(_ shape: Shape, crop: WindowSize, isGaussian: Bool) {
    sum = Tensor(shape)
    weights = [Float](repeating: 0, count: shape.pixels)
    self.crop = crop
    self.isGaussian = isGaussian
  }

  /// Adds a window whose first pixel lies at row `top` and column `left`.
  mutating func add(_ part: Tensor, top: Int, left: Int) {
    let rows = profile(part.shape.height, crop.height)
    let columns = profile(part.shape.width, crop.width)
    for y in rows.indices {
      for x in columns.indices {
        let weight = rows[y] * columns[x]
        let (source, target) = (part.index(0, y, x, 0), sum.index(0, top + y, left + x, 0))
        for channel in 0..<sum.shape.channels {
          sum.pointer[target + channel] += weight * part.pointer[source + channel]
        }
        weights[(top + y) * sum.shape.width + left + x] += weight
      }
    }
  }

  /// Every pixel's sum over its weights; to be asked once.
  func mean() -> Tensor {
    for pixel in weights.indices {
      for channel in 0..<sum.shape.channels {
        sum.pointer[pixel * sum.shape.stride + channel] /= weights[pixel]
      }
    }
    return sum
  }

  private func profile(_ extent: Int, _ crop: Int) -> [Float] {
    isGaussian ? InferenceMode.gaussian(extent: extent, crop: crop) : [Float](repeating: 1, count: extent)
  }
}
