import Testing

@testable import Tensors

@Suite struct ConvolutionTests {
  struct Case: Sendable {
    var inputs: Int
    var outputs: Int
    var height: Int
    var width: Int
    var settings: ConvolutionShape
  }

  static let cases: [Case] = [
    .init(inputs: 3, outputs: 8, height: 17, width: 13, settings: .init(kernel: 3, padding: 1)),
    .init(inputs: 8, outputs: 16, height: 9, width: 33, settings: .init(kernel: 3, padding: 1)),
    .init(inputs: 16, outputs: 24, height: 5, width: 4, settings: .init(kernel: 3, padding: 1)),
    .init(inputs: 2, outputs: 4, height: 3, width: 3, settings: .init(kernel: 3, padding: 1)),
    .init(inputs: 50, outputs: 40, height: 7, width: 6, settings: .init(kernel: 1)),
    .init(inputs: 5, outputs: 2, height: 11, width: 10, settings: .init(kernel: 1, stride: 2)),
    .init(inputs: 3, outputs: 10, height: 21, width: 19, settings: .init(kernel: 7, stride: 2, padding: 3)),
    .init(inputs: 9, outputs: 5, height: 12, width: 12, settings: .init(kernel: 3, padding: 4, dilation: 4)),
    .init(inputs: 400, outputs: 17, height: 3, width: 5, settings: .init(kernel: 3, padding: 1)),
    .init(inputs: 70, outputs: 104, height: 6, width: 7, settings: .init(kernel: 3, padding: 1)),
    .init(inputs: 4, outputs: 6, height: 8, width: 9, settings: .init(height: 1, width: 3, padding: 0)),
    .init(inputs: 4, outputs: 6, height: 8, width: 9, settings: .init(kernel: 2, stride: 2)),
    // Wide enough to be packed: whole and cut groups of pixels, blocks and panels.
    .init(inputs: 64, outputs: 32, height: 9, width: 11, settings: .init(kernel: 3, stride: 2, padding: 1)),
    .init(inputs: 300, outputs: 48, height: 15, width: 14, settings: .init(kernel: 1)),
    .init(inputs: 40, outputs: 208, height: 16, width: 16, settings: .init(kernel: 1, stride: 2)),
    .init(inputs: 62, outputs: 16, height: 5, width: 20, settings: .init(kernel: 3, stride: 3)),
    .init(
      inputs: 24, outputs: 32, height: 33, width: 36, settings: .init(kernel: 3, padding: 24, dilation: 24)),
    .init(
      inputs: 8, outputs: 16, height: 41, width: 19, settings: .init(kernel: 3, padding: 36, dilation: 36)),
    .init(inputs: 24, outputs: 16, height: 20, width: 21, settings: .init(kernel: 7, stride: 2, padding: 3)),
  ]

  @Test(arguments: cases) func theDirectOneEqualsTheReferenceBitForBit(_ example: Case) {
    let x = randomTensor(shape(example), seed: 1)
    let (weight, bias) = parameters(example)
    let reference = convolutionReference(x, weight: weight, bias: bias, example.settings)
    for threads in [1, 3] {
      let pool = WorkerPool(threads: threads)
      let y = directConvolution(x, weight, bias, example.settings, pool)
      #expect(isIdentical(y, reference))
      let chosen = convolution(Variable(x), weight: weight, bias: bias, example.settings, Pass(pool: pool))
      #expect(relativeError(chosen.value.nchw, reference.nchw) < 1e-5)
    }
  }

  @Test(arguments: cases) func gradientsEqualTheReferenceAndDoNotDependOnThreads(_ example: Case) throws {
    let x = randomTensor(shape(example), seed: 1)
    var first: (Tensor, [Float], [Float])?
    for threads in [1, 2, 3, 8] {
      let (weight, bias) = parameters(example)
      let (pool, tape) = (WorkerPool(threads: threads), Tape())
      let input = Variable(x, isTracked: true)
      let y = convolution(
        input, weight: weight, bias: bias, example.settings, Pass(pool: pool, tape: tape))
      let gradient = randomTensor(y.shape, seed: 2)
      tape.backward(from: y, gradient: gradient, pool: pool)
      let dx = try #require(input.gradient)
      let dw = try #require(weight.gradient).array
      let db = try #require(bias.gradient).array
      if let first {
        #expect(isIdentical(first.0, dx) && first.1 == dw && first.2 == db)
      } else {
        first = (dx, dw, db)
        let reference = convolutionGradientReference(
          x, weight: weight, example.settings, gradient: gradient)
        #expect(relativeError(dx.nchw, reference.input.nchw) < 2e-6)
        #expect(relativeError(dw, reference.weight) < 2e-6)
        #expect(hasZeroPadding(dx))
      }
    }
  }

  @Test(arguments: cases) func theDirectWaysBackEqualTheirReferencesBitForBit(_ example: Case) {
    let x = randomTensor(shape(example), seed: 1)
    let weight = parameters(example).0
    let settings = example.settings
    let gradient = randomTensor(settings.output(for: x.shape, channels: example.outputs), seed: 2)
    let data = inputGradientReference(x.shape, weight: weight, settings, gradient: gradient)
    for threads in [1, 3] {
      let pool = WorkerPool(threads: threads)
      #expect(isIdentical(directInputGradient(x.shape, weight, settings, gradient, pool), data))
      guard PackedWeightGradient.suits(x.shape, gradient.shape) else { continue }
      let sums = PackedWeightGradient(source: x, window: settings.forward, gradient: gradient).run(pool)
      #expect(sums.array == packedWeightGradientReference(x, settings, gradient: gradient))
    }
  }

  @Test func aSamplesBitsDoNotDependOnItsBatch() {
    let example = ConvolutionTests.cases[1]
    let x = randomTensor(shape(example), seed: 1)
    let (weight, bias) = parameters(example)
    let pass = Pass(pool: WorkerPool(threads: 2))
    let all = convolution(Variable(x), weight: weight, bias: bias, example.settings, pass).value
    let one = convolution(Variable(x.samples(1..<2)), weight: weight, bias: bias, example.settings, pass)
    #expect(isIdentical(all.samples(1..<2), one.value))
  }

  private func shape(_ example: Case) -> Shape {
    Shape(samples: 2, height: example.height, width: example.width, channels: example.inputs)
  }

  private func parameters(_ example: Case) -> (Parameter, Parameter) {
    let settings = example.settings
    return (
      randomParameter([example.outputs, example.inputs, settings.height, settings.width], seed: 3),
      randomParameter([example.outputs], seed: 4)
    )
  }
}
