/// max(x, 0); the derivative at 0 is 0.
public func relu(_ x: Variable, _ pass: Pass) -> Variable {
  leakyRelu(x, slope: 0, pass)
}

/// x where it is positive, `slope` · x elsewhere; the derivative at 0 is `slope`.
///
/// Traps unless `slope` is in [0, 1).
public func leakyRelu(_ x: Variable, slope: Float, _ pass: Pass) -> Variable {
  precondition(slope >= 0 && slope < 1, "a leaky ReLU of slope \(slope)")
  let pool = pass.pool
  let y = map(x.value, pool) { value in value.replacing(with: bent(value, slope), where: value .<= 0) }
  return pass.record(y, [x]) { gradient in
    // The output has the sign of the input, so the input need not be kept.
    [map(gradient, y, pool) { g, y in g.replacing(with: bent(g, slope), where: y .<= 0) }]
  }
}

/// `slope` · x, and 0 for slope 0 even of what is not finite.
private func bent(_ x: Lane, _ slope: Float) -> Lane { slope == 0 ? .zero : x * slope }

/// 1 / (1 + e^−x).
public func sigmoid(_ x: Variable, _ pass: Pass) -> Variable {
  let pool = pass.pool
  let y = map(x.value, pool, logistic)
  clearPadding(y)
  return pass.record(y, [x]) { gradient in [map(gradient, y, pool) { g, y in g * y * (1 - y) }] }
}

/// The hyperbolic tangent.
public func tanh(_ x: Variable, _ pass: Pass) -> Variable {
  let pool = pass.pool
  let y = map(x.value, pool, hyperbolicTangent)
  return pass.record(y, [x]) { gradient in [map(gradient, y, pool) { g, y in g * (1 - y * y) }] }
}

/// A function of every lane.
func map(_ x: Tensor, _ pool: WorkerPool, _ function: (Lane) -> Lane) -> Tensor {
  let y = Tensor(uninitialized: x.shape)
  let (p, r) = (x.pointer, y.pointer)
  pool.runBlocks(of: elementGrain, upTo: x.shape.count) { range in
    for i in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
      r.setLane(i, function(p.lane(i)))
    }
  }
  return y
}

/// A function of the lanes of two tensors of one shape.
func map(_ a: Tensor, _ b: Tensor, _ pool: WorkerPool, _ function: (Lane, Lane) -> Lane) -> Tensor {
  precondition(a.shape == b.shape, "an operation on \(a.shape) and \(b.shape)")
  let y = Tensor(uninitialized: a.shape)
  let (p, q, r) = (a.pointer, b.pointer, y.pointer)
  pool.runBlocks(of: elementGrain, upTo: a.shape.count) { range in
    for i in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
      r.setLane(i, function(p.lane(i), q.lane(i)))
    }
  }
  return y
}

/// Makes the lanes beyond the channels zero again.
func clearPadding(_ x: Tensor) {
  let (channels, stride) = (x.shape.channels, x.shape.stride)
  guard channels < stride else { return }
  for pixel in 0..<x.shape.pixels {
    for c in channels..<stride { x.pointer[pixel * stride + c] = 0 }
  }
}
