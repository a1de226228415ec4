/// What is counted in a Dice loss and how.
public struct DiceSettings: Hashable, Sendable {
  /// Whether probabilities are the sigmoid of each channel instead of the softmax over channels.
  public var usesSigmoid = false
  /// Whether sums are plain (`naive_dice`) instead of sums of squares.
  public var isNaive = false
  /// Added to each of the two sums of the denominator, and in the naive form to numerator and denominator.
  public var epsilon: Float = 1e-3
  /// The class left out, or nil.
  public var ignoredClass: Int?

  /// Creates MMSegmentation's settings: sums of squares, ε 10⁻³, no class left out.
  public init(
    usesSigmoid: Bool = false, isNaive: Bool = false, epsilon: Float = 1e-3, ignoredClass: Int? = nil
  ) {
    self.usesSigmoid = usesSigmoid
    self.isNaive = isNaive
    self.epsilon = epsilon
    self.ignoredClass = ignoredClass
  }
}

/// MMSegmentation's Dice loss: classes and pixels of a sample in one sum, background included; a scalar.
///
/// 1 − 2 Σ p·t / (Σ p² + ε + Σ t² + ε) for each sample, then the mean over samples; naive:
/// 1 − (2 Σ p·t + ε) / (Σ p + Σ t + ε). Pixels labeled 255 have t = 0 in every class but stay in Σ p². With
/// one channel p is the logit itself (softmax of one class says nothing) and t is 1 on class 0.
/// Background counts like fluid: with 1 % fluid an answer of nothing but background costs 0.01, almost
/// nothing, which is why this loss alone learns fluid so slowly.
public func dice(
  _ logits: Variable, _ labels: Labels, settings: DiceSettings = DiceSettings(), _ pass: Pass
) -> Variable {
  labels.check(logits.shape.channels == 1 ? logits.shape.with(channels: 2) : logits.shape)
  let hasActivation = settings.usesSigmoid || logits.shape.channels > 1
  let p =
    settings.usesSigmoid
    ? sigmoid(logits, pass) : hasActivation ? softmax(logits, pass) : logits
  let loss = Dice(p: p.value, classes: labels.classes, settings: settings)
  let sums = loss.sums(pass.pool)
  let samples = Double(logits.shape.samples)
  let value = sums.reduce(0) { $0 + loss.value($1) } / samples
  let pool = pass.pool
  return pass.record(Tensor(scalar: Float(value)), [p]) { gradient in
    [loss.gradient(sums, Double(gradient.scalar) / samples, pool)]
  }
}

private struct Dice {
  struct Sums {
    /// Σ p·t.
    var both = 0.0
    /// Σ p² or Σ p.
    var answer = 0.0
    /// Σ t.
    var truth = 0.0
  }

  let p: Tensor
  let classes: [UInt8]
  let settings: DiceSettings

  private var channels: [Int] { (0..<p.shape.channels).filter { $0 != settings.ignoredClass } }

  func sums(_ pool: WorkerPool) -> [Sums] {
    let (size, stride, x) = (p.shape.height * p.shape.width, p.shape.stride, p.pointer)
    let channels = self.channels
    return (0..<p.shape.samples).map { sample in
      let sums = blockSums(pixels: size, count: 3, pool) { range, sums in
        var part = Sums()
        for pixel in range {
          let place = sample * size + pixel
          let target = Int(classes[place])
          for c in channels {
            let value = Double(x[place * stride + c])
            part.answer += settings.isNaive ? value : value * value
            if c == target {
              part.both += value
              part.truth += 1
            }
          }
        }
        (sums[0], sums[1], sums[2]) = (part.both, part.answer, part.truth)
      }
      return Sums(both: sums[0], answer: sums[1], truth: sums[2])
    }
  }

  private func denominator(_ s: Sums) -> Double {
    s.answer + s.truth + Double(settings.epsilon) * (settings.isNaive ? 1 : 2)
  }

  private func numerator(_ s: Sums) -> Double {
    2 * s.both + (settings.isNaive ? Double(settings.epsilon) : 0)
  }

  func value(_ s: Sums) -> Double { 1 - numerator(s) / denominator(s) }

  /// d/dp of 1 − a/b: −2t/b + a/b² · (2p or 1).
  func gradient(_ sums: [Sums], _ factor: Double, _ pool: WorkerPool) -> Tensor {
    let result = Tensor(p.shape)
    let (size, stride, x) = (p.shape.height * p.shape.width, p.shape.stride, p.pointer)
    let channels = self.channels
    pool.runBlocks(of: sumGrain, upTo: p.shape.pixels) { range in
      for pixel in range {
        let s = sums[pixel / size]
        let b = denominator(s)
        let (hit, miss) = (Float(-2 / b * factor), Float(numerator(s) / (b * b) * factor))
        for c in channels {
          let slope = settings.isNaive ? miss : 2 * miss * x[pixel * stride + c]
          result.pointer[pixel * stride + c] = slope + (c == Int(classes[pixel]) ? hit : 0)
        }
      }
    }
    return result
  }
}
