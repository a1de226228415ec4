/// y = (x − mean) · factor + shift for each channel; what a normalization comes down to.
struct ChannelAffine {
  /// 1 / √(variance + ε), zero in the padding.
  let inverseDeviation: Buffer
  /// The mean, zero in the padding.
  let mean: Buffer
  /// inverseDeviation · γ.
  let factor: Buffer
  /// β.
  let shift: Buffer

  init(_ moments: Moments, _ norm: Normalization, stride: Int) {
    inverseDeviation = Buffer(stride)
    mean = Buffer(stride)
    factor = Buffer(stride)
    shift = Buffer(stride)
    for c in 0..<norm.weight.count {
      let inverse = 1 / (moments.variance[c] + Double(norm.epsilon)).squareRoot()
      inverseDeviation.pointer[c] = Float(inverse)
      mean.pointer[c] = Float(moments.mean[c])
      factor.pointer[c] = Float(inverse * Double(norm.weight.values.pointer[c]))
      shift.pointer[c] = norm.bias.values.pointer[c]
    }
  }

  /// Its values for the eight channels from `c` on.
  @inline(__always)
  func lane(_ c: Int) -> (inverseDeviation: Lane, mean: Lane, factor: Lane, shift: Lane) {
    (
      inverseDeviation.pointer.lane(c), mean.pointer.lane(c), factor.pointer.lane(c), shift.pointer.lane(c)
    )
  }

  /// Writes its values for `x` to `y`, those below 0 times `slope`: 1 for none, 0 for a ReLU.
  func apply(_ x: Tensor, into y: Tensor, slope: Float, _ pool: WorkerPool) {
    let (p, r, stride) = (x.pointer, y.pointer, x.shape.stride)
    let (mean, factor, shift) = (self.mean.pointer, self.factor.pointer, self.shift.pointer)
    pool.runBlocks(of: max(1, elementGrain / stride), upTo: x.shape.pixels) { range in
      forRuns(range) { run in
        for c in Swift.stride(from: 0, to: stride, by: 8) {
          let (m, f, s) = (mean.lane(c), factor.lane(c), shift.lane(c))
          for pixel in run {
            let value = s.addingProduct(p.lane(pixel * stride + c) - m, f)
            r.setLane(pixel * stride + c, value.bent(slope, where: value .< 0))
          }
        }
      }
    }
  }
}

extension Lane {
  /// Itself, times `slope` where `isBent`; of a slope of 0 that is +0, of infinity too.
  @inline(__always)
  func bent(_ slope: Float, where isBent: SIMDMask<SIMD8<Int32>>) -> Lane {
    replacing(with: slope == 0 ? Lane() : self * slope, where: isBent)
  }
}
