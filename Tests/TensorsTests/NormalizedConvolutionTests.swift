import Testing

@testable import Tensors

/// The fused convolution and normalization against its operations one after the other.
@Suite struct NormalizedConvolutionTests {
  /// A layer on one or two parts.
  struct Case: Sendable, CustomTestStringConvertible {
    var channels: [Int]
    var outputs: Int
    var height = 18
    var width = 21
    var samples = 2
    var settings = ConvolutionShape(kernel: 3, padding: 1)
    var relu = true
    var testDescription: String { "\(channels) to \(outputs), \(settings), \(relu ? "ReLU" : "plain")" }

    /// Normal numbers for each part, tracked.
    func parts(_ range: Range<Int>? = nil) -> [Variable] {
      channels.enumerated().map { index, count in
        let whole = randomTensor(
          Shape(samples: samples, height: height, width: width, channels: count), seed: UInt64(index))
        return Variable(range.map { whole.samples($0) } ?? whole, isTracked: true)
      }
    }

    var weight: Parameter {
      randomParameter([outputs, channels.reduce(0, +), settings.height, settings.width], seed: 7)
    }
  }

  /// The first eight are large enough for Winograd's method.
  static let cases: [Case] = [
    Case(channels: [24], outputs: 16, height: 53, width: 54),
    Case(channels: [16, 16], outputs: 16, height: 47, width: 46),
    Case(channels: [8, 24], outputs: 12, height: 53, width: 55, relu: false),
    Case(channels: [16, 13], outputs: 24, height: 39, width: 41),
    Case(channels: [13, 16], outputs: 24, height: 39, width: 41),
    Case(channels: [8, 8, 16], outputs: 16, height: 47, width: 46),
    Case(
      channels: [32, 16], outputs: 24, height: 31, width: 33,
      settings: ConvolutionShape(kernel: 3, padding: 2, dilation: 2)),
    Case(channels: [384, 8], outputs: 400, height: 8, width: 8),
    Case(channels: [24, 8], outputs: 20, settings: ConvolutionShape(kernel: 1)),
    Case(channels: [24], outputs: 17, settings: ConvolutionShape(kernel: 3, stride: 2, padding: 1)),
    Case(channels: [5], outputs: 3, height: 4, width: 4),
  ]

  /// What one pass leaves: output, input gradients, the gradients of weight, γ and β, running statistics.
  struct Outcome {
    var output: Tensor
    var gradients: [Tensor]
    var parameters: [[Float]]
  }

  static func normalization(_ channels: Int) -> Normalization {
    let variance = randomParameter([channels], seed: 4)
    variance.update { values in
      for i in 0..<channels { values[i] = values[i] * values[i] + 0.3 }
    }
    return Normalization(
      weight: randomParameter([channels], seed: 1), bias: randomParameter([channels], seed: 2),
      runningMean: randomParameter([channels], seed: 3), runningVariance: variance, updates: Parameter([]))
  }

  /// A training pass, fused or one operation after the other.
  static func train(_ layer: Case, isFused: Bool, threads: Int) -> Outcome {
    let pool = WorkerPool(threads: threads)
    let tape = Tape()
    let pass = Pass(pool: pool, mode: .training, tape: tape)
    let (parts, weight, norm) = (layer.parts(), layer.weight, normalization(layer.outputs))
    let y =
      isFused
      ? normalizedConvolution(parts, weight: weight, layer.settings, norm, relu: layer.relu, pass)
      : batchNormalization(
        convolution(
          parts.count == 1 ? parts[0] : concatenation(parts, pass), weight: weight, layer.settings, pass),
        norm, relu: layer.relu, pass)
    tape.backward(from: y, gradient: randomTensor(y.shape, seed: 9), pool: pool)
    let parameters = [weight, norm.weight, norm.bias].map { $0.gradient?.array ?? [] }
    let statistics = [norm.runningMean, norm.runningVariance].map { $0?.array ?? [] }
    return Outcome(
      output: y.value, gradients: parts.compactMap(\.gradient), parameters: parameters + statistics)
  }

  @Test(arguments: cases)
  func trainingIsTheSameAsOneAfterTheOther(layer: Case) {
    let fused = Self.train(layer, isFused: true, threads: 2)
    let plain = Self.train(layer, isFused: false, threads: 2)
    // Sums in Double in another order: the moments may round to a neighbouring Float32.
    #expect(relativeError(fused.output.nchw, plain.output.nchw) < 1e-6)
    #expect(fused.gradients.count == layer.channels.count)
    for (found, expected) in zip(fused.gradients, plain.gradients) {
      #expect(relativeError(found.nchw, expected.nchw) < 1e-5)
    }
    for (found, expected) in zip(fused.parameters, plain.parameters) {
      #expect(!expected.isEmpty && relativeError(found, expected) < 1e-5)
    }
  }

  @Test(arguments: cases)
  func threadsChangeNoBit(layer: Case) {
    let one = Self.train(layer, isFused: true, threads: 1)
    for threads in [2, 3, 8] {
      let more = Self.train(layer, isFused: true, threads: threads)
      #expect(isIdentical(one.output, more.output), "\(threads) threads")
      #expect(zip(one.gradients, more.gradients).allSatisfy { isIdentical($0, $1) }, "\(threads) threads")
      #expect(one.parameters == more.parameters, "\(threads) threads")
    }
  }

  @Test(arguments: cases)
  func evaluationIsTheSameButForRounding(layer: Case) {
    let norm = Self.normalization(layer.outputs)
    let (parts, weight) = (layer.parts(), layer.weight)
    let reference = Pass(pool: WorkerPool(threads: 2))
    let expected = batchNormalization(
      convolution(
        parts.count == 1 ? parts[0] : concatenation(parts, reference), weight: weight, layer.settings,
        reference), norm, relu: layer.relu, reference)
    let found = [1, 2, 3, 8].map { threads in
      let pass = Pass(pool: WorkerPool(threads: threads))
      return normalizedConvolution(parts, weight: weight, layer.settings, norm, relu: layer.relu, pass).value
    }
    #expect(relativeError(found[0].nchw, expected.value.nchw) < 2e-6)
    #expect(found.dropFirst().allSatisfy { isIdentical(found[0], $0) })
    for sample in 0..<layer.samples {
      let alone = normalizedConvolution(
        layer.parts(sample..<sample + 1), weight: weight, layer.settings, norm, relu: layer.relu, reference)
      #expect(isIdentical(alone.value, found[0].samples(sample..<sample + 1)), "sample \(sample)")
    }
  }

  @Test func momentsTakenOnTheWayAreThoseOfTheOutput() throws {
    let pool = WorkerPool(threads: 2)
    for layer in Self.cases.prefix(8) {
      let y = convolution(
        joining: layer.parts(), weight: layer.weight, layer.settings, measures: true,
        Pass(pool: pool, mode: .training))
      let (found, expected) = (try #require(y.moments), Moments(of: y.value, pool))
      for c in 0..<layer.outputs {
        #expect(abs(found.mean[c] - expected.mean[c]) < 1e-12 * (1 + abs(expected.mean[c])))
        #expect(abs(found.variance[c] - expected.variance[c]) < 1e-12 * (1 + expected.variance[c]))
      }
    }
  }

  @Test func aSecondGradientIsAddedToTheFirst() {
    let layer = Self.cases[1]
    let pool = WorkerPool(threads: 2)
    let weight = layer.weight
    func addGradient() -> [Float] {
      let tape = Tape()
      let pass = Pass(pool: pool, mode: .training, tape: tape)
      let y = convolution(joining: layer.parts(), weight: weight, layer.settings, pass)
      tape.backward(from: y, gradient: randomTensor(y.shape, seed: 9), pool: pool)
      return weight.gradient?.array ?? []
    }
    let once = addGradient()
    #expect(!once.isEmpty && addGradient() == once.map { 2 * $0 })
  }
}
