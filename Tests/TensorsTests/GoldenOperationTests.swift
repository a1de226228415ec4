import Testing

@testable import Tensors

/// Every operation against PyTorch's values and gradients.
@Suite(.enabled(if: goldenFolder != nil, "no ../shared/golden")) struct GoldenOperationTests {
  private let pool = WorkerPool(threads: 2)

  @Test func operationsAndGradientsAgree() throws {
    let arrays = try readGolden("ops.expected.safetensors")
    let cases = try #require(try goldenManifest("ops", "cases") as? [String: [String: Any]])
    #expect(!cases.isEmpty)
    for (name, settings) in cases.sorted(by: { $0.key < $1.key }) {
      let operation = try #require(settings["op"] as? String)
      let inputs = (0..<3).compactMap { arrays["\(name)/in\($0)"] }
      let weight = try #require(arrays["\(name)/w"])
      let tape = Tape()
      let x = Variable(tensor(inputs[0]), isTracked: true)
      let others = inputs.dropFirst().map { array -> Parameter in
        let parameter = Parameter(array.shape)
        parameter.assign(array.values)
        return parameter
      }
      let pass = Pass(
        pool: pool, mode: name.hasSuffix("train") ? .training : .evaluation, tape: tape)
      var largest: Float = 0
      func compare(_ part: String, _ found: [Float]) throws {
        let distance = relativeError(found, try #require(arrays["\(name)/\(part)"]).values)
        let own = (settings["float32_error"] as? [String: Double])?[part]
        largest = max(largest, distance)
        #expect(Double(distance) < goldenBound(4e-6, own: own), "\(name) \(part)")
      }
      let y = run(operation, settings, x, others, arrays, pass)
      try compare("y", y.value.nchw)
      tape.backward(from: y, gradient: tensor(weight), pool: pool)
      if y !== x { try compare("d0", #require(x.gradient).nchw) }
      for (index, parameter) in others.enumerated() {
        try compare("d\(index + 1)", #require(parameter.gradient).array)
      }
      print("golden operation \(name): largest distance \(largest)")
    }
  }

  private func tensor(_ array: GoldenArray) -> Tensor {
    let s = array.shape
    return Tensor(Shape(samples: s[0], height: s[2], width: s[3], channels: s[1]), nchw: array.values)
  }

  private func run(
    _ operation: String, _ settings: [String: Any], _ x: Variable, _ others: [Parameter],
    _ arrays: [String: GoldenArray], _ pass: Pass
  ) -> Variable {
    func number(_ key: String, _ normal: Int) -> Int { settings[key] as? Int ?? normal }
    switch operation {
    case "conv2d":
      let shape = ConvolutionShape(
        kernel: others[0].shape[2], stride: number("stride", 1), padding: number("padding", 0),
        dilation: number("dilation", 1))
      return number("groups", 1) == 1
        ? convolution(x, weight: others[0], bias: others[1], shape, pass)
        : depthwiseConvolution(x, weight: others[0], bias: others[1], shape, pass)
    case "max_pool2d":
      let kernel = number("kernel", 2)
      return maxPooling(
        x, kernel: kernel, stride: number("stride", kernel), padding: number("padding", 0), pass)
    case "adaptive_avg_pool2d":
      return averagePooling(x, height: number("out", 1), width: number("out", 1), pass)
    case let name where name.hasPrefix("interpolate"):
      let out = settings["out"] as? [Int] ?? [1, 1]
      return resized(
        x, height: out[0], width: out[1], alignsCorners: name.hasSuffix("align_corners True"), pass)
    default:
      return normalized(x, others, arrays, pass)
    }
  }

  private func normalized(
    _ x: Variable, _ others: [Parameter], _ arrays: [String: GoldenArray], _ pass: Pass
  ) -> Variable {
    let channels = [x.shape.channels]
    let (mean, variance) = (Parameter(channels, role: .statistic), Parameter(channels, role: .statistic))
    mean.assign(arrays["bn/running_mean"]?.values ?? [])
    variance.assign(arrays["bn/running_var"]?.values ?? [])
    let norm = Normalization(
      weight: others[0], bias: others[1], runningMean: mean, runningVariance: variance)
    let y = batchNormalization(x, norm, pass)
    if pass.mode == .training {
      #expect(relativeError(mean.array, arrays["bn/running_mean_after"]?.values ?? []) < 1e-6)
      #expect(relativeError(variance.array, arrays["bn/running_var_after"]?.values ?? []) < 1e-6)
    }
    return y
  }
}
