import Testing

@testable import Tensors

/// A direct convolution in Double, all three passes, beside which the fast one is judged.
private struct DirectConvolution {
  let input: Shape
  let outputs: Int
  let dilation: Int

  /// Calls `body` with every pair of an output and an input pixel and their tap.
  private func forEachTap(_ body: (_ n: Int, _ y: Int, _ x: Int, _ sy: Int, _ sx: Int, _ tap: Int) -> Void) {
    for n in 0..<input.samples {
      for y in 0..<input.height {
        for x in 0..<input.width {
          for tap in 0..<9 {
            let (sy, sx) = (y + (tap / 3 - 1) * dilation, x + (tap % 3 - 1) * dilation)
            if sy >= 0, sy < input.height, sx >= 0, sx < input.width { body(n, y, x, sy, sx, tap) }
          }
        }
      }
    }
  }

  private func places(_ n: Int, _ y: Int, _ x: Int, _ channels: Int) -> Int {
    ((n * input.height + y) * input.width + x) * channels
  }

  func forward(_ source: Tensor, _ weights: [Float], _ bias: [Float]) -> [Double] {
    var sums = (0..<input.pixels).flatMap { _ in bias.map(Double.init) }
    forEachTap { n, y, x, sy, sx, tap in
      let place = places(n, y, x, outputs)
      for c in 0..<input.channels {
        let value = Double(source[n, sy, sx, c])
        for k in 0..<outputs {
          sums[place + k] += value * Double(weights[(k * input.channels + c) * 9 + tap])
        }
      }
    }
    return sums
  }

  func backwardData(_ gradient: Tensor, _ weights: [Float]) -> [Double] {
    var sums = [Double](repeating: 0, count: input.pixels * input.channels)
    forEachTap { n, y, x, sy, sx, tap in
      let place = places(n, sy, sx, input.channels)
      for k in 0..<outputs {
        let value = Double(gradient[n, y, x, k])
        for c in 0..<input.channels {
          sums[place + c] += value * Double(weights[(k * input.channels + c) * 9 + tap])
        }
      }
    }
    return sums
  }

  func backwardWeights(_ source: Tensor, _ gradient: Tensor) -> [Double] {
    var sums = [Double](repeating: 0, count: outputs * input.channels * 9)
    forEachTap { n, y, x, sy, sx, tap in
      for k in 0..<outputs {
        let value = Double(gradient[n, y, x, k])
        for c in 0..<input.channels {
          sums[(k * input.channels + c) * 9 + tap] += value * Double(source[n, sy, sx, c])
        }
      }
    }
    return sums
  }
}

/// A layer with random tensors and weights.
private struct Layer {
  let plan: WinogradConvolution
  let reference: DirectConvolution
  let source: Tensor
  let gradient: Tensor
  var weights: [Float]
  var bias: [Float]

  init(_ input: Shape, outputs: Int, dilation: Int = 1, seed: UInt64 = 1) {
    var state = seed
    func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(1 << 31)
    }
    plan = WinogradConvolution(input: input, outputs: outputs, dilation: dilation)
    reference = DirectConvolution(input: input, outputs: outputs, dilation: dilation)
    source = Tensor(input, nchw: (0..<input.pixels * input.channels).map { _ in next() })
    let output = input.with(channels: outputs)
    gradient = Tensor(output, nchw: (0..<output.pixels * outputs).map { _ in next() })
    weights = (0..<outputs * input.channels * 9).map { _ in next() }
    bias = (0..<outputs).map { _ in next() }
  }

  func forward(_ pool: WorkerPool, _ source: Tensor? = nil) -> Tensor {
    let source = source ?? self.source
    let plan = WinogradConvolution(
      input: source.shape, outputs: bias.count, dilation: reference.dilation)
    let result = Tensor(plan.output)
    result.pointer.update(repeating: .nan, count: plan.output.count)
    var (weights, bias) = (weights, bias + [Float](repeating: 0, count: 8))
    plan.forward(source.pointer, weights: &weights, bias: &bias, into: result.pointer, pool: pool)
    return result
  }

  func backwardData(_ pool: WorkerPool) -> Tensor {
    let result = Tensor(plan.input)
    result.pointer.update(repeating: .nan, count: plan.input.count)
    var weights = weights
    plan.backwardData(gradient.pointer, weights: &weights, into: result.pointer, pool: pool)
    return result
  }
}

extension Layer {
  /// What is added to weights that begin as the layer's own.
  func backwardWeights(_ pool: WorkerPool) -> [Float] {
    var sums = weights
    plan.backwardWeights(source.pointer, gradient.pointer, addingTo: &sums, pool: pool)
    return sums
  }
}

/// The largest error in units of the largest expected value; padding must be zero.
private func error(_ tensor: Tensor, _ expected: [Double]) -> Double {
  let shape = tensor.shape
  var (worst, largest) = (0.0, 0.0)
  for pixel in 0..<shape.pixels {
    for channel in 0..<shape.stride {
      let value = tensor.pointer[pixel * shape.stride + channel]
      let truth = channel < shape.channels ? expected[pixel * shape.channels + channel] : 0
      worst = value.isNaN ? .infinity : max(worst, abs(Double(value) - truth))
      largest = max(largest, abs(truth))
    }
  }
  return worst / max(largest, 1e-30)
}

private func bits(_ tensor: Tensor) -> [UInt32] {
  (0..<tensor.shape.count).map { tensor.pointer[$0].bitPattern }
}

private func shape(_ n: Int, _ h: Int, _ w: Int, _ c: Int) -> Shape {
  Shape(samples: n, height: h, width: w, channels: c)
}

/// Inputs, outputs and dilation of the layers under test: whole and cut tiles, narrow and wide nets.
private let cases: [(Shape, Int, Int)] = [
  (shape(1, 4, 4, 8), 8, 1), (shape(2, 8, 8, 16), 16, 1), (shape(1, 1, 1, 3), 5, 1),
  (shape(2, 5, 7, 3), 24, 1), (shape(3, 9, 4, 24), 5, 1), (shape(1, 18, 18, 8), 24, 1),
  (shape(2, 13, 22, 16), 64, 1), (shape(1, 12, 11, 64), 16, 1), (shape(5, 2, 3, 5), 3, 1),
  (shape(1, 24, 24, 24), 40, 1), (shape(1, 6, 5, 512), 512, 1), (shape(2, 3, 9, 520), 516, 1),
  (shape(1, 17, 19, 8), 16, 2), (shape(2, 10, 12, 16), 8, 3), (shape(1, 5, 40, 8), 8, 6),
  (shape(2, 40, 40, 8), 16, 1), (shape(1, 29, 30, 176), 176, 1),
]

struct WinogradConvolutionTests {
  private let pool = WorkerPool(threads: 2)

  @Test(arguments: cases.indices)
  func forwardAgreesWithTheDirectMethod(index: Int) {
    let (input, outputs, dilation) = cases[index]
    let layer = Layer(input, outputs: outputs, dilation: dilation)
    let expected = layer.reference.forward(layer.source, layer.weights, layer.bias)
    #expect(error(layer.forward(pool), expected) < 1e-5, "\(input) to \(outputs)")
  }

  @Test(arguments: cases.indices)
  func backwardDataAgreesWithTheDirectMethod(index: Int) {
    let (input, outputs, dilation) = cases[index]
    let layer = Layer(input, outputs: outputs, dilation: dilation)
    let expected = layer.reference.backwardData(layer.gradient, layer.weights)
    #expect(error(layer.backwardData(pool), expected) < 1e-5, "\(input) to \(outputs)")
  }

  @Test(arguments: cases.indices)
  func backwardWeightsAgreesWithTheDirectMethod(index: Int) {
    let (input, outputs, dilation) = cases[index]
    let layer = Layer(input, outputs: outputs, dilation: dilation)
    let expected = layer.reference.backwardWeights(layer.source, layer.gradient)
    let found = layer.backwardWeights(pool)
    let errors = expected.indices.map { abs(Double(found[$0]) - Double(layer.weights[$0]) - expected[$0]) }
    let bound = 1e-5 * max(1, expected.map(abs).max() ?? 0)
    // Not the largest of them: a maximum passes over NaN.
    #expect(!errors.isEmpty && errors.allSatisfy { $0 < bound }, "\(input) to \(outputs)")
  }

  @Test(arguments: cases.indices)
  func bitsDoNotDependOnThreads(index: Int) {
    let (input, outputs, dilation) = cases[index]
    let layer = Layer(input, outputs: outputs, dilation: dilation)
    let one = WorkerPool(threads: 1)
    let (forward, data) = (bits(layer.forward(one)), bits(layer.backwardData(one)))
    let weights = layer.backwardWeights(one).map(\.bitPattern)
    for threads in [2, 3, 8] {
      let pool = WorkerPool(threads: threads)
      #expect(bits(layer.forward(pool)) == forward, "forward with \(threads) threads")
      #expect(bits(layer.backwardData(pool)) == data, "backward with \(threads) threads")
      #expect(
        layer.backwardWeights(pool).map(\.bitPattern) == weights, "weights with \(threads) threads")
    }
  }

  @Test(arguments: [(8, 16, 1), (24, 5, 1), (512, 512, 1), (16, 16, 2)])
  func aSampleDoesNotFeelItsBatch(channels: Int, outputs: Int, dilation: Int) {
    let layer = Layer(shape(3, 7, 10, channels), outputs: outputs, dilation: dilation)
    let together = layer.forward(pool)
    for sample in 0..<3 {
      let alone = layer.forward(pool, layer.source.samples(sample..<sample + 1))
      #expect(bits(alone) == bits(together.samples(sample..<sample + 1)), "sample \(sample)")
    }
  }

  @Test(arguments: [(24, 40, 14), (136, 24, 9), (520, 16, 5), (16, 8, 60)])
  func bothSchedulesGiveTheSameBits(channels: Int, outputs: Int, extent: Int) {
    let layer = Layer(shape(2, extent, extent + 3, channels), outputs: outputs)
    var weights = layer.weights
    let results = weights.withUnsafeMutableBufferPointer { buffer in
      (0..<2).map { schedule in
        let result = Tensor(layer.plan.output)
        guard let weights = buffer.baseAddress else { return [UInt32]() }
        let pass = WinogradPass(
          grid: layer.plan.grid, source: ChannelParts([layer.source]), from: layer.plan.input,
          target: ChannelParts([result]), to: layer.plan.output,
          weights: WinogradWeights(pointer: weights, rows: channels, columns: outputs, isTurned: false))
        if schedule == 0 { pass.runByTiles(pool) } else { pass.runByOutputs(pool) }
        return bits(result)
      }
    }
    #expect(results[0] == results[1] && !results[0].isEmpty)
  }

  @Test func randomLayersAgreeWithTheDirectMethod() {
    var random = RandomStream(seed: 4, purpose: "winograd").sequence()
    for seed in 0..<24 {
      let input = shape(
        1 + random.int(below: 3), 1 + random.int(below: 21), 1 + random.int(below: 21),
        1 + random.int(below: 33))
      let layer = Layer(
        input, outputs: 1 + random.int(below: 33), dilation: 1 + random.int(below: 3), seed: UInt64(seed))
      let name = "\(input) to \(layer.bias.count), dilation \(layer.reference.dilation)"
      let forward = layer.reference.forward(layer.source, layer.weights, layer.bias)
      #expect(error(layer.forward(pool), forward) < 1e-5, "forward, \(name)")
      let data = layer.reference.backwardData(layer.gradient, layer.weights)
      #expect(error(layer.backwardData(pool), data) < 1e-5, "backward to the data, \(name)")
      let weights = layer.reference.backwardWeights(layer.source, layer.gradient)
      let sums = layer.backwardWeights(pool)
      let worst = weights.indices.map { abs(Double(sums[$0]) - Double(layer.weights[$0]) - weights[$0]) }
      let bound = 1e-5 * max(1, weights.map(abs).max() ?? 0)
      #expect(!worst.isEmpty && worst.allSatisfy { $0 < bound }, "backward to the weights, \(name)")
    }
  }

  @Test func theChoiceDoesNotDependOnTheBatch() {
    let settings = ConvolutionShape(kernel: 3, padding: 12, dilation: 12)
    for extent in [9, 16, 24, 40, 64] {
      let answers = [1, 2, 7].map { samples in
        let input = Shape(samples: samples, height: extent, width: extent, channels: 64)
        return WinogradConvolution(choosing: settings, for: input, outputs: 64, sources: 64) != nil
      }
      #expect(Set(answers).count == 1, "extent \(extent)")
    }
  }
}
