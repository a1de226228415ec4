/// By what a sum of pixel losses is divided.
public enum LossDivisor: Hashable, Sendable {
  /// All pixels, the ignored ones included: MMSegmentation's default.
  case allPixels
  /// The pixels that count (`avg_non_ignore`).
  case countedPixels
  /// One: the plain sum.
  case one
}

/// The cross entropy −log p(true class) after softmax, as MMSegmentation computes it; a scalar.
///
/// Σ w(t) · (−log p(t)) / (D + ε), ε = 2⁻²³, over pixels whose label is not 255. With class weights D is
/// the sum of the pixels' weights unless the plain sum is asked for. `labels` must have the extents of
/// `logits` and classes below its channels, else it traps.
/// An answer of nothing but background costs −log(1 − q) on background and −log q on fluid pixels if fluid is
/// everywhere given the probability q: with 1 % fluid, 0.056 at the best q, which is why it tempts.
public func crossEntropy(
  _ logits: Variable, _ labels: Labels, classWeights: [Float]? = nil, divisor: LossDivisor = .allPixels,
  _ pass: Pass
) -> Variable {
  labels.check(logits.shape)
  precondition(
    classWeights.map { $0.count == logits.shape.channels } ?? true,
    "\(classWeights?.count ?? 0) class weights for \(logits.shape.channels) classes")
  let weights = classWeights ?? [Float](repeating: 1, count: logits.shape.channels)
  let loss = CrossEntropy(logits: logits.value, classes: labels.classes, weights: weights)
  let (total, weight) = loss.sums(pass.pool)
  let factor = 1 / loss.divisor(divisor, weight, isWeighted: classWeights != nil)
  let pool = pass.pool
  return pass.record(Tensor(scalar: Float(total * factor)), [logits]) { gradient in
    [loss.gradient(Float(factor) * gradient.scalar, pool)]
  }
}

private struct CrossEntropy {
  let logits: Tensor
  let classes: [UInt8]
  let weights: [Float]

  /// The weighted sum of the losses and the sum of the weights, over pixels that count.
  func sums(_ pool: WorkerPool) -> (loss: Double, weight: Double) {
    let (x, shape, pixelwise) = (logits.pointer, logits.shape, SoftmaxPixel(logits.shape))
    let sums = blockSums(pixels: shape.pixels, count: 2, pool) { range, sums in
      let scratch = Buffer(shape.stride)
      var (loss, weight) = (0.0, 0.0)
      for pixel in range where classes[pixel] != Labels.ignored {
        let place = x + pixel * shape.stride
        let total = pixelwise.write(place, scratch.pointer)
        let w = Double(weights[Int(classes[pixel])])
        loss -= w * Double(total.logProbability(place[Int(classes[pixel])]))
        weight += w
      }
      (sums[0], sums[1]) = (loss, weight)
    }
    return (sums[0], sums[1])
  }

  func divisor(_ kind: LossDivisor, _ weight: Double, isWeighted: Bool) -> Double {
    let epsilon = 0x1p-23
    switch kind {
    case .one: return 1
    case _ where isWeighted: return weight + epsilon
    case .allPixels: return Double(logits.shape.pixels) + epsilon
    case .countedPixels: return Double(classes.count { $0 != Labels.ignored }) + epsilon
    }
  }

  /// w(t) · (p − [class is t]) · factor.
  func gradient(_ factor: Float, _ pool: WorkerPool) -> Tensor {
    let result = Tensor(uninitialized: logits.shape)
    let (x, r, pixelwise) = (logits.pointer, result.pointer, SoftmaxPixel(logits.shape))
    let stride = logits.shape.stride
    pool.runBlocks(of: sumGrain, upTo: logits.shape.pixels) { range in
      for pixel in range {
        let place = r + pixel * stride
        guard classes[pixel] != Labels.ignored else {
          place.update(repeating: 0, count: stride)
          continue
        }
        let target = Int(classes[pixel])
        _ = pixelwise.write(x + pixel * stride, place)
        place[target] -= 1
        for c in Swift.stride(from: 0, to: stride, by: 8) {
          place.setLane(c, place.lane(c) * (weights[target] * factor))
        }
      }
    }
    return result
  }
}

extension Labels {
  /// Traps unless the labels fit the logits.
  func check(_ logits: Shape) {
    precondition(
      samples == logits.samples && height == logits.height && width == logits.width,
      "labels of \(samples)×\(height)×\(width) for logits of \(logits)")
    precondition(
      classes.allSatisfy { $0 == Labels.ignored || Int($0) < logits.channels },
      "a label beyond the \(logits.channels) classes of the logits")
  }
}
