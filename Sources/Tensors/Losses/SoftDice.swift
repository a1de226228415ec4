/// The soft Dice loss class by class; a scalar.
///
/// 1 − mean over classes of (2 Σ p·t + s) / (Σ p + Σ t + s) with p after softmax and sums over all pixels of
/// the batch whose label is not 255. `classes` are those of the mean; the default is all but background (0).
/// An answer of nothing but background costs 1 − s / (Σ t + s) for each foreground class, almost 1: unlike
/// `dice`, which counts background too, it never pays. Source: Milletari et al., V-Net (2016).
public func softDice(
  _ logits: Variable, _ labels: Labels, classes: [Int]? = nil, smoothing: Float = 1, _ pass: Pass
) -> Variable {
  labels.check(logits.shape)
  let p = softmax(logits, pass)
  let chosen = classes ?? Array(1..<max(1, logits.shape.channels))
  precondition(
    !chosen.isEmpty && chosen.allSatisfy { (0..<logits.shape.channels).contains($0) },
    "a Dice of classes \(chosen) for \(logits.shape.channels) channels")
  let loss = SoftDice(p: p.value, labels: labels.classes, classes: chosen, smoothing: Double(smoothing))
  let sums = loss.sums(pass.pool)
  let pool = pass.pool
  return pass.record(Tensor(scalar: Float(loss.value(sums))), [p]) { gradient in
    [loss.gradient(sums, Double(gradient.scalar), pool)]
  }
}

private struct SoftDice {
  let p: Tensor
  let labels: [UInt8]
  let classes: [Int]
  let smoothing: Double

  /// For each chosen class Σ p·t, then Σ p + Σ t.
  func sums(_ pool: WorkerPool) -> [Double] {
    let (stride, x, count) = (p.shape.stride, p.pointer, classes.count)
    return blockSums(pixels: p.shape.pixels, count: 2 * count, pool) { range, sums in
      for pixel in range where labels[pixel] != Labels.ignored {
        for (i, c) in classes.enumerated() {
          let value = Double(x[pixel * stride + c])
          let isHit = c == Int(labels[pixel])
          sums[i] += isHit ? value : 0
          sums[count + i] += value + (isHit ? 1 : 0)
        }
      }
    }
  }

  func value(_ sums: [Double]) -> Double {
    let ratios = classes.indices.map { i in
      (2 * sums[i] + smoothing) / (sums[classes.count + i] + smoothing)
    }
    return 1 - ratios.reduce(0, +) / Double(classes.count)
  }

  /// d/dp of −a/b: −2t/b + a/b².
  func gradient(_ sums: [Double], _ factor: Double, _ pool: WorkerPool) -> Tensor {
    let result = Tensor(p.shape)
    let share = factor / Double(classes.count)
    let slopes = classes.indices.map { i -> (hit: Float, all: Float) in
      let b = sums[classes.count + i] + smoothing
      return (Float(-2 / b * share), Float((2 * sums[i] + smoothing) / (b * b) * share))
    }
    pool.runBlocks(of: sumGrain, upTo: p.shape.pixels) { range in
      for pixel in range where labels[pixel] != Labels.ignored {
        for (i, c) in classes.enumerated() {
          result.pointer[pixel * p.shape.stride + c] =
            slopes[i].all + (c == Int(labels[pixel]) ? slopes[i].hit : 0)
        }
      }
    }
    return result
  }
}
