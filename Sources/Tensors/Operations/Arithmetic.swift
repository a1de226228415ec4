import CCPU

/// The vector of one lane.
typealias Lane = SIMD8<Float>

extension SIMD8<Float> {
  /// self + a · b, rounded once: one instruction.
  ///
  /// The standard library's method of this name asks for eight scalar ones, which the optimizer often joins
  /// in halves; where such halves are stored and read whole, the processor waits.
  @inline(__always)
  func addingProduct(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> { cpu_multiply_add(a, b, self) }
}

extension UnsafeMutablePointer<Float> {
  /// The lane at a place that is a multiple of 4 bytes.
  @inline(__always) func lane(_ index: Int) -> Lane {
    UnsafeRawPointer(self + index).loadUnaligned(as: Lane.self)
  }

  /// Stores a lane.
  @inline(__always) func setLane(_ index: Int, _ value: Lane) {
    UnsafeMutableRawPointer(self + index).storeBytes(of: value, as: Lane.self)
  }
}

/// The number of floats that one task of an elementwise operation handles.
let elementGrain = 1 << 15

/// a + b.
func sum(_ a: Tensor, _ b: Tensor, _ pool: WorkerPool) -> Tensor {
  precondition(a.shape == b.shape, "a sum of \(a.shape) and \(b.shape)")
  let result = Tensor(uninitialized: a.shape)
  let (p, q, r) = (a.pointer, b.pointer, result.pointer)
  pool.runBlocks(of: elementGrain, upTo: a.shape.count) { range in
    for i in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
      r.setLane(i, p.lane(i) + q.lane(i))
    }
  }
  return result
}

/// a · factor.
func product(_ a: Tensor, _ factor: Float, _ pool: WorkerPool) -> Tensor {
  let result = Tensor(uninitialized: a.shape)
  let (p, r) = (a.pointer, result.pointer)
  pool.runBlocks(of: elementGrain, upTo: a.shape.count) { range in
    for i in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
      r.setLane(i, p.lane(i) * factor)
    }
  }
  return result
}

/// a + b, elementwise; both of one shape.
public func add(_ a: Variable, _ b: Variable, _ pass: Pass) -> Variable {
  pass.record(sum(a.value, b.value, pass.pool), [a, b]) { gradient in [gradient, gradient] }
}

/// max(a + b, 0), elementwise, in one sweep; the end of a residual block.
public func addedRelu(_ a: Variable, _ b: Variable, _ pass: Pass) -> Variable {
  let pool = pass.pool
  let y = map(a.value, b.value, pool) { a, b in (a + b).replacing(with: 0, where: a + b .<= 0) }
  return pass.record(y, [a, b]) { gradient in
    let back = map(gradient, y, pool) { g, y in g.replacing(with: 0, where: y .<= 0) }
    return [back, back]
  }
}

/// a · factor, elementwise.
public func scale(_ a: Variable, by factor: Float, _ pass: Pass) -> Variable {
  let pool = pass.pool
  return pass.record(product(a.value, factor, pool), [a]) { gradient in
    [product(gradient, factor, pool)]
  }
}
