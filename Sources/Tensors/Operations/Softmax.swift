/// The probabilities e^x / Σ e^x over the channels of every pixel.
public func softmax(_ x: Variable, _ pass: Pass) -> Variable {
  let pool = pass.pool
  let y = probabilities(x.value, pool)
  return pass.record(y, [x]) { gradient in
    [throughSoftmax(gradient, y, pool)]
  }
}

/// x − log Σ e^x over the channels of every pixel.
public func logSoftmax(_ x: Variable, _ pass: Pass) -> Variable {
  let (shape, pool) = (x.shape, pass.pool)
  let (y, p) = (Tensor(shape), probabilities(x.value, pass.pool))
  let pixelwise = SoftmaxPixel(shape)
  pool.runBlocks(of: sumGrain, upTo: shape.pixels) { range in
    let scratch = Buffer(shape.stride)
    for pixel in range {
      let place = pixel * shape.stride
      let total = pixelwise.write(x.value.pointer + place, scratch.pointer)
      for c in 0..<shape.channels {
        y.pointer[place + c] = total.logProbability(x.value.pointer[place + c])
      }
    }
  }
  return pass.record(y, [x]) { gradient in
    let result = Tensor(shape)
    pool.runBlocks(of: sumGrain, upTo: shape.pixels) { range in
      for pixel in range {
        let place = pixel * shape.stride
        var sum: Float = 0
        for c in 0..<shape.channels { sum += gradient.pointer[place + c] }
        for c in 0..<shape.channels {
          result.pointer[place + c] = gradient.pointer[place + c] - p.pointer[place + c] * sum
        }
      }
    }
    return [result]
  }
}

/// Softmax of a tensor.
func probabilities(_ x: Tensor, _ pool: WorkerPool) -> Tensor {
  let y = Tensor(uninitialized: x.shape)
  let (p, r, pixelwise) = (x.pointer, y.pointer, SoftmaxPixel(x.shape))
  pool.runBlocks(of: sumGrain, upTo: x.shape.pixels) { range in
    for pixel in range {
      _ = pixelwise.write(p + pixel * pixelwise.stride, r + pixel * pixelwise.stride)
    }
  }
  return y
}

/// The gradient before a softmax: p · (g − Σ g · p).
func throughSoftmax(_ gradient: Tensor, _ y: Tensor, _ pool: WorkerPool) -> Tensor {
  let (shape, result) = (y.shape, Tensor(uninitialized: y.shape))
  pool.runBlocks(of: sumGrain, upTo: shape.pixels) { range in
    for pixel in range {
      let place = pixel * shape.stride
      var dot: Float = 0
      for c in 0..<shape.channels { dot += gradient.pointer[place + c] * y.pointer[place + c] }
      for c in stride(from: place, to: place + shape.stride, by: 8) {
        result.pointer.setLane(c, (gradient.pointer.lane(c) - dot) * y.pointer.lane(c))
      }
    }
  }
  return result
}
