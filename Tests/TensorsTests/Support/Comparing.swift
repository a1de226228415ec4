@testable import Tensors

/// The largest difference of two arrays in units of the largest expected value (or of 10⁻⁶).
func relativeError(_ found: [Float], _ expected: [Float]) -> Float {
  guard found.count == expected.count else { return .infinity }
  let largest = expected.reduce(Float(1e-6)) { max($0, abs($1)) }
  return zip(found, expected).reduce(Float(0)) { worst, pair in
    let difference = abs(pair.0 - pair.1) / largest
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}

/// A tensor of normal numbers.
func randomTensor(_ shape: Shape, seed: UInt64) -> Tensor {
  var numbers = RandomStream(seed: seed, purpose: "test").sequence()
  return Tensor(shape, nchw: (0..<shape.pixels * shape.channels).map { _ in numbers.normal() })
}

/// A parameter of normal numbers.
func randomParameter(_ shape: [Int], seed: UInt64) -> Parameter {
  var numbers = RandomStream(seed: seed, purpose: "test").sequence()
  let parameter = Parameter(shape)
  parameter.assign((0..<parameter.count).map { _ in numbers.normal() })
  return parameter
}

/// Whether two tensors are the same bits, padding included, and the padding is zero.
func isIdentical(_ a: Tensor, _ b: Tensor) -> Bool {
  guard a.shape == b.shape, hasZeroPadding(a) else { return false }
  return (0..<a.shape.count).allSatisfy { a.pointer[$0].bitPattern == b.pointer[$0].bitPattern }
}

/// Whether all that fills a tensor's pixels up to whole lanes is zero.
func hasZeroPadding(_ tensor: Tensor) -> Bool {
  let (channels, stride) = (tensor.shape.channels, tensor.shape.stride)
  return (0..<tensor.shape.count).allSatisfy { $0 % stride < channels || tensor.pointer[$0] == 0 }
}
