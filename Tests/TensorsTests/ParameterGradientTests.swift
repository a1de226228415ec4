import Testing

@testable import Tensors

/// The derivative of every operation with respect to its parameters against central differences, and that of
/// every kind of convolution with respect to its input.
@Suite struct ParameterGradientTests {
  typealias Operation = @Sendable (Variable, [Parameter], Pass) -> Variable

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// Channels, rows and columns of the input; two samples.
    var input: (Int, Int, Int)
    /// The parameters' shapes.
    var shapes: [[Int]]
    var operation: Operation
    var testDescription: String { name }
  }

  static func convolutionCase(
    _ name: String, inputs: Int = 3, outputs: Int = 4, side: Int = 6, _ settings: ConvolutionShape
  ) -> Case {
    Case(
      name: name, input: (inputs, side, side + 1),
      shapes: [[outputs, inputs, settings.height, settings.width], [outputs]]
    ) { x, p, pass in convolution(x, weight: p[0], bias: p[1], settings, pass) }
  }

  static func depthwiseCase(_ name: String, _ settings: ConvolutionShape) -> Case {
    Case(name: name, input: (3, 7, 8), shapes: [[3, 1, settings.height, settings.width], [3]]) {
      x, p, pass in depthwiseConvolution(x, weight: p[0], bias: p[1], settings, pass)
    }
  }

  static func normalizationCase(_ name: String, isFrozen: Bool = false, relu: Bool = false) -> Case {
    Case(name: name, input: (3, 4, 5), shapes: [[3], [3]]) { x, p, pass in
      let mean = Parameter([3], role: .statistic)
      mean.assign([0.1, -0.2, 0.3])
      let norm = Normalization(
        weight: p[0], bias: p[1], runningMean: mean,
        runningVariance: Parameter([3], filledWith: 0.7, role: .statistic))
      return batchNormalization(x, norm, isFrozen: isFrozen, relu: relu, pass)
    }
  }

  static let cases: [Case] = [
    convolutionCase("1×1", .init(kernel: 1)),
    convolutionCase("1×1, stride 2", .init(kernel: 1, stride: 2)),
    convolutionCase("3×3", .init(kernel: 3, padding: 1)),
    convolutionCase("3×3, stride 2", .init(kernel: 3, stride: 2, padding: 1)),
    convolutionCase("3×3, dilation 2", .init(kernel: 3, padding: 2, dilation: 2)),
    convolutionCase("3×3, dilation beyond the image", .init(kernel: 3, padding: 12, dilation: 12)),
    convolutionCase("7×7, stride 2", .init(kernel: 7, stride: 2, padding: 3)),
    convolutionCase("wide 3×3", inputs: 16, outputs: 16, side: 8, .init(kernel: 3, padding: 1)),
    depthwiseCase("depth-wise", .init(kernel: 3, padding: 1)),
    depthwiseCase("depth-wise, stride 2", .init(kernel: 3, stride: 2, padding: 1)),
    depthwiseCase("depth-wise, dilation 2", .init(kernel: 3, padding: 2, dilation: 2)),
    normalizationCase("batch normalization"),
    normalizationCase("batch normalization and relu", relu: true),
    normalizationCase("frozen batch normalization", isFrozen: true),
    Case(name: "instance normalization", input: (3, 4, 5), shapes: [[3], [3]]) { x, p, pass in
      instanceNormalization(x, weight: p[0], bias: p[1], pass)
    },
  ]

  @Test(arguments: cases) func derivativesEqualCentralDifferences(_ example: Case) throws {
    let (pool, tape) = (WorkerPool(threads: 1), Tape())
    let (channels, height, width) = example.input
    let x = randomTensor(Shape(samples: 2, height: height, width: width, channels: channels), seed: 9)
    let parameters = example.shapes.enumerated().map {
      randomParameter($0.element, seed: UInt64($0.offset) + 3)
    }
    let input = Variable(x, isTracked: true)
    let y = example.operation(input, parameters, Pass(pool: pool, mode: .training, tape: tape))
    let weights = randomTensor(y.shape, seed: 10)
    tape.backward(from: y, gradient: weights, pool: pool)
    func sum() -> Double {
      let y = example.operation(Variable(x), parameters, Pass(pool: pool, mode: .training)).value
      return zip(y.nchw, weights.nchw).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let step: Float = 0x1p-8
    func check(
      _ gradient: [Float], _ name: String, at places: [Int], set: (Int, Float) -> Void, get: (Int) -> Float
    ) {
      let largest = gradient.reduce(Float(0.01)) { max($0, abs($1)) }
      for place in places {
        let value = get(place)
        let sums = [value + step, value - step].map { changed -> Double in
          set(place, changed)
          return sum()
        }
        set(place, value)
        let difference = Float((sums[0] - sums[1]) / Double(2 * step))
        #expect(abs(difference - gradient[place]) < 5e-3 * largest, "\(name) at \(place)")
      }
    }
    for (index, parameter) in parameters.enumerated() {
      let gradient = try #require(parameter.gradient).array
      let places = Array(stride(from: 0, to: gradient.count, by: max(1, gradient.count / 60)))
      check(
        gradient, "parameter \(index)", at: places,
        set: { place, value in parameter.update { $0[place] = value } }, get: { parameter.array[$0] })
    }
    let gradient = try #require(input.gradient)
    let real = (0..<x.shape.count).filter { $0 % x.shape.stride < channels }
    let flat = (0..<x.shape.count).map { gradient.pointer[$0] }
    check(
      flat, "input", at: stride(from: 0, to: real.count, by: max(1, real.count / 60)).map { real[$0] },
      set: { x.pointer[$0] = $1 }, get: { x.pointer[$0] })
  }
}
