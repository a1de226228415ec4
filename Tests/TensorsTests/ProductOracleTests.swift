import BLAS
import Testing

@testable import Tensors

/// The own product against OpenBLAS.
@Suite struct ProductOracleTests {
  @Test(arguments: [(7, 5, 3), (192, 64, 64), (500, 300, 40), (33, 1000, 130)])
  func pointwiseConvolutionsAgreeWithOpenBLAS(_ rows: Int, _ inner: Int, _ columns: Int) throws {
    let x = randomTensor(Shape(height: rows, width: 1, channels: inner), seed: 1)
    let weight = randomParameter([columns, inner, 1, 1], seed: 2)
    let y = convolution(
      Variable(x), weight: weight, ConvolutionShape(kernel: 1), Pass(pool: WorkerPool(threads: 2)))
    let a = (0..<rows).flatMap { row in (0..<inner).map { x[0, row, 0, $0] } }
    let w = weight.array
    let b = (0..<inner).flatMap { i in (0..<columns).map { w[$0 * inner + i] } }
    let expected = try OpenBLAS().product(a, b, rows: rows, inner: inner, columns: columns)
    let found = (0..<rows).flatMap { row in (0..<columns).map { y.value[0, row, 0, $0] } }
    #expect(relativeError(found, expected) < 2e-6)
  }
}
