public import Tensors

/// Predicts with several nets, and with mirrored images if asked: the mean of their probabilities.
public struct Ensemble {
  /// The members; equal weights.
  public let predictors: [Predictor]
  /// Whether every member also sees the image mirrored left to right.
  public let mirrors: Bool

  /// Creates an ensemble; by default images are not mirrored.
  ///
  /// Traps without a member.
  public init(_ predictors: [Predictor], mirrors: Bool = false) {
    precondition(!predictors.isEmpty, "an ensemble without members")
    self.predictors = predictors
    self.mirrors = mirrors
  }

  /// The mean of the members' softmax, 1 × height × width × classes; the default size is the image's own.
  public func probabilities(_ image: Raster, height: Int? = nil, width: Int? = nil) -> Tensor {
    let views = mirrors ? [false, true] : [false]
    var sum: Tensor?
    for predictor in predictors {
      for isMirrored in views {
        let view = isMirrored ? image.mirrored() : image
        let part = predictor.probabilities(view, height: height, width: width)
        sum = Self.add(isMirrored ? Self.mirrored(part) : part, to: sum)
      }
    }
    let mean = sum ?? Tensor(Shape(height: 0, width: 0, channels: 0))
    let share = 1 / Float(predictors.count * views.count)
    for index in 0..<mean.shape.count { mean.pointer[index] *= share }
    return mean
  }

  /// The likeliest class of every pixel.
  public func prediction(_ image: Raster, height: Int? = nil, width: Int? = nil) -> Raster {
    Predictor.argmax(probabilities(image, height: height, width: width))
  }

  private static func add(_ part: Tensor, to sum: Tensor?) -> Tensor {
    guard let sum else { return part }
    for index in 0..<sum.shape.count { sum.pointer[index] += part.pointer[index] }
    return sum
  }

  private static func mirrored(_ tensor: Tensor) -> Tensor {
    let mirror = Tensor(tensor.shape)
    for y in 0..<tensor.shape.height {
      for x in 0..<tensor.shape.width {
        (mirror.pointer + mirror.index(0, y, x, 0)).update(
          from: tensor.pointer + tensor.index(0, y, tensor.shape.width - 1 - x, 0), count: tensor.shape.stride
        )
      }
    }
    return mirror
  }
}
