import Tensors

/// An operation on random data: its name, what it costs at least, and the time of its passes.
struct Work {
  let name: String
  /// How often the net has it.
  var count: Int
  /// Floating-point operations of a pass, counted directly; 0 where memory is all that matters.
  let operations: Double
  /// The extents of the inputs, which are tracked, all of them or none.
  let shapes: [Shape]
  /// The parameters.
  let parameters: [Parameter]
  /// Whether the inputs' gradients are wanted; an image's are not.
  var needsInputGradient = true
  /// The forward pass.
  let forward: ([Variable], Pass) -> Variable

  /// A pass and what was measured of it.
  struct Measured {
    let pass: String
    let seconds: Double
    /// Bytes of all tensors that the pass reads or writes, each counted once.
    let bytes: Double
  }

  /// Times the forward pass and the ways back, `repeats` times each after one run to warm up.
  func measure(repeats: Int, _ pool: WorkerPool) -> [Measured] {
    let inputs = shapes.map(randomTensor)
    let values = inputs.reduce(0) { $0 + $1.shape.count } * 4
    let weights = parameters.reduce(0) { $0 + $1.count } * 4
    let output = forward(inputs.map { Variable($0) }, Pass(pool: pool, mode: .training))
    let result = output.shape.count * 4
    let gradient = randomTensor(output.shape)
    let forwards = (0..<repeats).map { _ in
      time { _ = forward(inputs.map { Variable($0) }, Pass(pool: pool, mode: .training)) }
    }
    var all = [
      Measured(pass: "forward", seconds: median(forwards), bytes: Double(values + weights + result))
    ]
    let isConvolution = operations > 0
    if needsInputGradient {
      // A convolution's input is not read on the way back to it; others read what they kept.
      let bytes = result + values + weights + (isConvolution ? 0 : values)
      all.append(
        Measured(
          pass: isConvolution ? "to data" : "back",
          seconds: back(repeats, inputs, gradient, tracksInputs: true, trains: !isConvolution, pool),
          bytes: Double(bytes)))
    }
    if isConvolution {
      all.append(
        Measured(
          pass: "to weights",
          seconds: back(repeats, inputs, gradient, tracksInputs: false, trains: true, pool),
          bytes: Double(values + result + weights)))
    }
    return all
  }

  private func back(
    _ repeats: Int, _ inputs: [Tensor], _ gradient: Tensor, tracksInputs: Bool, trains: Bool,
    _ pool: WorkerPool
  ) -> Double {
    for parameter in parameters where parameter.role == .weight { parameter.isTrainable = trains }
    return median(
      (0...repeats).map { _ in
        let tape = Tape()
        let result = forward(
          inputs.map { Variable($0, isTracked: tracksInputs) }, Pass(pool: pool, mode: .training, tape: tape))
        return time { tape.backward(from: result, gradient: gradient, pool: pool) }
      }.dropFirst().map(\.self))
  }
}

/// Small numbers of both signs, without much thought.
func randomTensor(_ shape: Shape) -> Tensor {
  let tensor = Tensor(shape)
  var state: UInt32 = 1
  for pixel in 0..<shape.pixels {
    for channel in 0..<shape.channels {
      state = state &* 1_664_525 &+ 1_013_904_223
      tensor.pointer[pixel * shape.stride + channel] = Float(state >> 8) * 0x1p-24 - 0.5
    }
  }
  return tensor
}
