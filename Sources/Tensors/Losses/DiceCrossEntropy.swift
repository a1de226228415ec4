/// `entropy` · cross entropy over the counted pixels + `overlap` · soft Dice of all classes but background; a
/// scalar.
///
/// The same as the weighted sum of `crossEntropy` and `softDice` but for rounding, with one softmax and two
/// sweeps instead of eight. Traps as these do.
public func diceCrossEntropy(
  _ logits: Variable, _ labels: Labels, entropy: Float, overlap: Float, _ pass: Pass
) -> Variable {
  labels.check(logits.shape)
  precondition(logits.shape.channels > 1, "a Dice of a single class")
  let p = Tensor(uninitialized: logits.shape)
  let loss = DiceCrossEntropy(
    p: p, labels: labels.classes, entropy: Double(entropy), overlap: Double(overlap))
  let sums = loss.sums(writing: logits.value, pass.pool)
  let pool = pass.pool
  return pass.record(Tensor(scalar: Float(loss.value(sums))), [logits]) { gradient in
    [loss.gradient(sums, Double(gradient.scalar), pool)]
  }
}

private struct DiceCrossEntropy {
  /// The probabilities, of the logits' shape.
  let p: Tensor
  let labels: [UInt8]
  let entropy: Double
  let overlap: Double
  /// Added above and below in the Dice of each class.
  let smoothing = 1.0

  /// Writes the probabilities; −Σ log p(t), the counted pixels, then for each class Σ p·t and Σ p + Σ t.
  func sums(writing logits: Tensor, _ pool: WorkerPool) -> [Double] {
    let (x, r, pixelwise) = (logits.pointer, p.pointer, SoftmaxPixel(p.shape))
    let (stride, channels) = (p.shape.stride, p.shape.channels)
    return blockSums(pixels: p.shape.pixels, count: 2 + 2 * channels, pool) { range, sums in
      for pixel in range {
        let (from, place, label) = (x + pixel * stride, r + pixel * stride, labels[pixel])
        let total = pixelwise.write(from, place)
        guard label != Labels.ignored else { continue }
        let target = Int(label)
        sums[0] -= Double(total.logProbability(from[target]))
        sums[1] += 1
        sums[2 + target] += Double(place[target])
        sums[2 + channels + target] += 1
        for c in 0..<channels { sums[2 + channels + c] += Double(place[c]) }
      }
    }
  }

  func value(_ sums: [Double]) -> Double {
    let channels = p.shape.channels
    let ratios = (1..<channels).map { c in
      (2 * sums[2 + c] + smoothing) / (sums[2 + channels + c] + smoothing)
    }
    let dice = 1 - ratios.reduce(0, +) / Double(channels - 1)
    return entropy * sums[0] / (sums[1] + 0x1p-23) + overlap * dice
  }

  /// Through the softmax: f · (p − [class is t]) of the cross entropy, p · (s − Σ s·p) of the Dice, where its
  /// derivatives s = −2t/b + a/b² are those of −a/b.
  func gradient(_ sums: [Double], _ factor: Double, _ pool: WorkerPool) -> Tensor {
    let (result, stride, channels) = (Tensor(uninitialized: p.shape), p.shape.stride, p.shape.channels)
    let (hits, all) = (Buffer(stride), Buffer(stride))
    let share = factor * overlap / Double(channels - 1)
    for c in 1..<channels {
      let b = sums[2 + channels + c] + smoothing
      hits.pointer[c] = Float(-2 / b * share)
      all.pointer[c] = Float((2 * sums[2 + c] + smoothing) / (b * b) * share)
    }
    let slope = Float(factor * entropy / (sums[1] + 0x1p-23))
    pool.runBlocks(of: sumGrain, upTo: p.shape.pixels) { range in
      for pixel in range {
        let (from, place) = (p.pointer + pixel * stride, result.pointer + pixel * stride)
        guard labels[pixel] != Labels.ignored else {
          place.update(repeating: 0, count: stride)
          continue
        }
        let target = Int(labels[pixel])
        var dot = hits.pointer[target] * from[target]
        for c in 1..<channels { dot += all.pointer[c] * from[c] }
        for c in Swift.stride(from: 0, to: stride, by: 8) {
          place.setLane(c, from.lane(c) * (all.pointer.lane(c) - dot + slope))
        }
        place[target] += from[target] * hits.pointer[target] - slope
      }
    }
    return result
  }
}
