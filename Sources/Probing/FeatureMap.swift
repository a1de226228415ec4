import Experiment
import Retina
import Segmentation
import Tensors

/// The features of one scan, and how much of each one's pixel is fluid.
struct FeatureMap {
  /// 1 × h × w × channels.
  private let features: Tensor
  /// h × w, the share of fluid from 0 to 255.
  private let shares: Raster
  private let question: Exam.Question

  /// Rows that are handed on at a time: enough for one call of BLAS, few enough for the cache's sake.
  private static let piece = 4096

  /// Throws `ExperimentError.prediction` for NaN and infinity, and as `Examinee.features`.
  init(of examinee: Examinee, _ question: Exam.Question, scale: Double) throws {
    features = try examinee.features(question, scale: scale)
    let scaled = Raster(
      width: question.label.width, height: question.label.height,
      pixels: question.label.pixels.map { $0 == 0 ? 0 : 255 })
    shares = scaled.areaResized(width: features.shape.width, height: features.shape.height)
    self.question = question
  }

  var channels: Int { features.shape.channels }
  /// The memory that the features take.
  var bytes: Int { features.shape.count * MemoryLayout<Float>.stride }

  /// Calls `body` with rows of features and a 1 behind each, and with the shares of fluid, 0 to 1.
  func forEachPiece(_ body: ([Double], [Double]) -> Void) {
    let stride = features.shape.stride
    for start in Swift.stride(from: 0, to: shares.pixels.count, by: Self.piece) {
      let pixels = start..<min(start + Self.piece, shares.pixels.count)
      let width = channels + 1
      let rows = [Double](unsafeUninitializedCapacity: pixels.count * width) { rows, count in
        for (row, pixel) in pixels.enumerated() {
          for channel in 0..<channels {
            rows[row * width + channel] = Double(features.pointer[pixel * stride + channel])
          }
          rows[row * width + channels] = 1
        }
        count = pixels.count * width
      }
      body(rows, pixels.map { Double(shares.pixels[$0]) / 255 })
    }
  }

  /// The linear function of `weights`, the constant last, at the size of the label: its height × width values.
  func scores(_ weights: [Double]) -> [Float] {
    let stride = features.shape.stride
    let map = Tensor(features.shape.with(channels: 1))
    for pixel in 0..<shares.pixels.count {
      var sum = weights[channels]
      for channel in 0..<channels {
        sum += weights[channel] * Double(features.pointer[pixel * stride + channel])
      }
      map.pointer[pixel * map.shape.stride] = Float(sum)
    }
    let full = resized(
      Variable(map), height: question.label.height, width: question.label.width, Pass(pool: .init(threads: 1))
    ).value
    return full.nchw
  }
}
