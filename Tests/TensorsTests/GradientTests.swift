import Testing

@testable import Tensors

/// Every operation's derivative against central differences, and equal bits for 1, 2, 3 and 8 threads.
@Suite struct GradientTests {
  typealias Operation = @Sendable (Variable, Pass) -> Variable

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var shape = Shape(samples: 2, height: 5, width: 6, channels: 3)
    /// The operation, made anew for every use so that running statistics begin alike.
    var operation: Operation
    var testDescription: String { name }
  }

  static let labels = Labels(
    samples: 2, height: 5, width: 6, classes: (0..<60).map { $0 % 7 == 0 ? 255 : UInt8($0 % 3) })

  static let cases: [Case] = [
    .init(name: "add") { x, pass in add(x, scale(x, by: -3, pass), pass) },
    .init(name: "add and relu") { x, pass in addedRelu(x, scale(x, by: -3, pass), pass) },
    .init(name: "relu") { x, pass in relu(x, pass) },
    .init(name: "leaky relu") { x, pass in leakyRelu(x, slope: 0.1, pass) },
    .init(name: "sigmoid") { x, pass in sigmoid(x, pass) },
    .init(name: "tanh") { x, pass in tanh(x, pass) },
    .init(name: "softmax") { x, pass in softmax(x, pass) },
    .init(name: "log softmax") { x, pass in logSoftmax(x, pass) },
    .init(name: "max-pooling 2") { x, pass in maxPooling(x, kernel: 2, stride: 2, pass) },
    .init(name: "max-pooling 3") { x, pass in maxPooling(x, kernel: 3, stride: 2, padding: 1, pass) },
    .init(name: "average pooling") { x, pass in averagePooling(x, height: 3, width: 4, pass) },
    .init(name: "resizing up") { x, pass in resized(x, height: 11, width: 12, pass) },
    .init(name: "resizing down") { x, pass in resized(x, height: 3, width: 2, pass) },
    .init(name: "resizing aligned") { x, pass in
      resized(x, height: 9, width: 4, alignsCorners: true, pass)
    },
    .init(name: "concatenation") { x, pass in concatenation([x, scale(x, by: 2, pass), x], pass) },
    .init(name: "concatenation of lanes", shape: Shape(samples: 2, height: 2, width: 3, channels: 8)) {
      x, pass in concatenation([x, scale(x, by: 2, pass)], pass)
    },
    .init(name: "dropout") { x, pass in channelDropout(x, factors: [0, 2, 2, 2, 0, 2], pass) },
    .init(name: "convolution") { x, pass in
      convolution(
        x, weight: randomParameter([4, 3, 3, 3], seed: 5), bias: randomParameter([4], seed: 6),
        ConvolutionShape(kernel: 3, padding: 1), pass)
    },
    .init(name: "depth-wise") { x, pass in
      depthwiseConvolution(
        x, weight: randomParameter([3, 1, 3, 3], seed: 5), ConvolutionShape(kernel: 3, stride: 2, padding: 1),
        pass)
    },
    .init(name: "batch normalization") { x, pass in normalized(x, relu: false, pass) },
    .init(name: "batch normalization and relu") { x, pass in normalized(x, relu: true, pass) },
    .init(name: "instance normalization") { x, pass in
      instanceNormalization(
        x, weight: randomParameter([3], seed: 1), bias: randomParameter([3], seed: 2), pass)
    },
    .init(name: "instance normalization and leaky relu") { x, pass in
      instanceNormalization(
        x, weight: randomParameter([3], seed: 1), bias: randomParameter([3], seed: 2), slope: 0.1, pass)
    },
    .init(name: "cross entropy") { x, pass in crossEntropy(x, labels, pass) },
    .init(name: "weighted cross entropy") { x, pass in
      crossEntropy(x, labels, classWeights: [0.2, 1, 3], pass)
    },
    .init(name: "dice") { x, pass in dice(x, labels, pass) },
    .init(name: "sigmoid dice") { x, pass in
      dice(x, labels, settings: DiceSettings(usesSigmoid: true, isNaive: true), pass)
    },
    .init(name: "soft dice") { x, pass in softDice(x, labels, pass) },
    .init(name: "dice and cross entropy") { x, pass in
      diceCrossEntropy(x, labels, entropy: 0.7, overlap: 1.3, pass)
    },
    .init(name: "focal") { x, pass in sigmoidFocal(x, labels, pass) },
    .init(name: "focal 1.5") { x, pass in
      sigmoidFocal(x, labels, settings: FocalSettings(gamma: 1.5, alpha: [0.2, 0.5, 0.7]), pass)
    },
  ]

  static func normalized(_ x: Variable, relu: Bool, _ pass: Pass) -> Variable {
    let norm = Normalization(
      weight: randomParameter([3], seed: 1), bias: randomParameter([3], seed: 2),
      runningMean: Parameter([3], role: .statistic),
      runningVariance: Parameter([3], filledWith: 1, role: .statistic))
    return batchNormalization(x, norm, relu: relu, pass)
  }

  @Test(arguments: cases) func derivativesEqualCentralDifferences(_ example: Case) throws {
    let pool = WorkerPool(threads: 1)
    let x = randomTensor(example.shape, seed: 9)
    let tape = Tape()
    let input = Variable(x, isTracked: true)
    let y = example.operation(input, Pass(pool: pool, mode: .training, tape: tape))
    let weights = randomTensor(y.shape, seed: 10)
    tape.backward(from: y, gradient: weights, pool: pool)
    let gradient = try #require(input.gradient)
    let largest = gradient.nchw.reduce(Float(0.01)) { max($0, abs($1)) }
    let step: Float = 0x1p-8
    for place in 0..<x.shape.count where place % x.shape.stride < x.shape.channels {
      let value = x.pointer[place]
      // A kink within the step makes a difference that says nothing.
      guard abs(value) > 2 * step else { continue }
      let sums = [value + step, value - step].map { changed -> Double in
        x.pointer[place] = changed
        let y = example.operation(Variable(x), Pass(pool: pool, mode: .training)).value
        return zip(y.nchw, weights.nchw).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      }
      x.pointer[place] = value
      let difference = Float((sums[0] - sums[1]) / Double(2 * step))
      #expect(abs(difference - gradient.pointer[place]) < 3e-3 * largest, "at \(place)")
    }
  }

  @Test(arguments: cases) func bitsDoNotDependOnThreads(_ example: Case) throws {
    let shape = Shape(samples: 2, height: 50, width: 60, channels: example.shape.channels)
    let isLoss =
      example.operation(
        Variable(Tensor(example.shape)), Pass(pool: WorkerPool(threads: 1), mode: .training)
      ).shape.pixels == 1
    let x = randomTensor(isLoss ? example.shape : shape, seed: 9)
    var first: (Tensor, Tensor)?
    for threads in [1, 2, 3, 8] {
      let (pool, tape) = (WorkerPool(threads: threads), Tape())
      let input = Variable(x, isTracked: true)
      let y = example.operation(input, Pass(pool: pool, mode: .training, tape: tape))
      tape.backward(from: y, gradient: randomTensor(y.shape, seed: 10), pool: pool)
      let gradient = try #require(input.gradient)
      if let first {
        #expect(isIdentical(first.0, y.value) && isIdentical(first.1, gradient), "\(threads) threads")
      } else {
        first = (y.value, gradient)
        #expect(hasZeroPadding(y.value) && hasZeroPadding(gradient))
      }
    }
  }

  @Test func aLossOfManyBlocksDoesNotDependOnThreads() throws {
    let x = randomTensor(Shape(samples: 2, height: 90, width: 80, channels: 3), seed: 9)
    let labels = Labels(
      samples: 2, height: 90, width: 80, classes: (0..<14400).map { $0 % 7 == 0 ? 255 : UInt8($0 % 3) })
    let losses: [Operation] = [
      { x, pass in crossEntropy(x, labels, pass) }, { x, pass in dice(x, labels, pass) },
      { x, pass in softDice(x, labels, pass) }, { x, pass in sigmoidFocal(x, labels, pass) },
    ]
    for loss in losses {
      let results = try [1, 2, 3, 8].map { threads in
        let (pool, tape) = (WorkerPool(threads: threads), Tape())
        let input = Variable(x, isTracked: true)
        let y = loss(input, Pass(pool: pool, mode: .training, tape: tape))
        tape.backward(from: y, pool: pool)
        return [y.value.scalar.bitPattern] + (try #require(input.gradient)).nchw.map(\.bitPattern)
      }
      #expect(Set(results).count == 1 && results[0].count == 1 + x.nchw.count)
      #expect(results[0].dropFirst().contains { $0 != 0 }, "a gradient that is not zero")
    }
  }

  @Test func whatIsNotANumberReachesTheLoss() {
    let x = randomTensor(Shape(samples: 2, height: 10, width: 12, channels: 3), seed: 9)
    x[1, 2, 3, 1] = .nan
    let pass = Pass(pool: WorkerPool(threads: 1), mode: .training)
    let y = maxPooling(Self.normalized(Variable(x), relu: true, pass), kernel: 2, stride: 2, pass)
    #expect(crossEntropy(y, Self.labels, pass).value.scalar.isNaN)
    #expect(dice(y, Self.labels, pass).value.scalar.isNaN)
    #expect(softDice(y, Self.labels, pass).value.scalar.isNaN)
    #expect(sigmoidFocal(y, Self.labels, pass).value.scalar.isNaN)
  }

  @Test func whatIsInfiniteIsCutOffToo() throws {
    let (pool, tape) = (WorkerPool(threads: 1), Tape())
    let x = Tensor(Shape(height: 1, width: 4, channels: 1), nchw: [-.infinity, -1, 2, .infinity])
    let input = Variable(x, isTracked: true)
    let y = relu(input, Pass(pool: pool, mode: .training, tape: tape))
    #expect(y.value.nchw == [0, 0, 2, .infinity])
    let gradient = Tensor(x.shape, nchw: [.infinity, 3, 4, 5])
    tape.backward(from: y, gradient: gradient, pool: pool)
    #expect(try #require(input.gradient).nchw == [0, 0, 4, 5])
  }
}
