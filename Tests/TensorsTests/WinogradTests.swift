import Testing

@testable import Tensors

/// Winograd's convolution against the direct reference, in all three passes.
@Suite struct WinogradTests {
  struct Case: Sendable {
    var inputs: Int
    var outputs: Int
    var height: Int
    var width: Int
    var padding = 1
  }

  static let cases: [Case] = [
    .init(inputs: 32, outputs: 32, height: 16, width: 16),
    .init(inputs: 40, outputs: 33, height: 13, width: 18),
    .init(inputs: 35, outputs: 50, height: 17, width: 15, padding: 0),
    .init(inputs: 33, outputs: 40, height: 14, width: 19, padding: 2),
  ]

  @Test(arguments: cases) func allPassesAgreeWithTheDirectOnes(_ example: Case) throws {
    let settings = ConvolutionShape(kernel: 3, padding: example.padding)
    let shape = Shape(samples: 2, height: example.height, width: example.width, channels: example.inputs)
    let x = randomTensor(shape, seed: 1)
    let output = settings.output(for: shape, channels: example.outputs)
    try #require(Winograd.pays(settings.forward, inputs: example.inputs, output: output))
    var first: (y: Tensor, dx: Tensor, dw: [Float])?
    for threads in [1, 2, 3, 8] {
      let weight = randomParameter([example.outputs, example.inputs, 3, 3], seed: 3)
      let bias = randomParameter([example.outputs], seed: 4)
      let (pool, tape) = (WorkerPool(threads: threads), Tape())
      let input = Variable(x, isTracked: true)
      let y = convolution(input, weight: weight, bias: bias, settings, Pass(pool: pool, tape: tape))
      let gradient = randomTensor(y.shape, seed: 2)
      tape.backward(from: y, gradient: gradient, pool: pool)
      let dx = try #require(input.gradient)
      let dw = try #require(weight.gradient).array
      if let first {
        #expect(isIdentical(first.y, y.value) && isIdentical(first.dx, dx) && first.dw == dw)
      } else {
        first = (y.value, dx, dw)
        let plain = convolutionReference(x, weight: weight, bias: bias, settings)
        let back = convolutionGradientReference(x, weight: weight, settings, gradient: gradient)
        #expect(isIdentical(y.value, y.value) && isIdentical(dx, dx))
        #expect(relativeError(y.value.nchw, plain.nchw) < 1e-5)
        #expect(relativeError(dx.nchw, back.input.nchw) < 1e-5)
        #expect(relativeError(dw, back.weight) < 1e-5)
      }
    }
  }

  @Test func aSamplesBitsDoNotDependOnItsBatch() {
    let x = randomTensor(Shape(samples: 3, height: 18, width: 17, channels: 32), seed: 1)
    let weight = randomParameter([32, 32, 3, 3], seed: 3)
    let settings = ConvolutionShape(kernel: 3, padding: 1)
    let pass = Pass(pool: WorkerPool(threads: 2))
    let all = convolution(Variable(x), weight: weight, settings, pass).value
    let one = convolution(Variable(x.samples(2..<3)), weight: weight, settings, pass).value
    #expect(isIdentical(all.samples(2..<3), one))
  }
}
