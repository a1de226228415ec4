import Tensors

/// A layer's tensors and its three passes.
struct LayerBench {
  let plan: WinogradConvolution
  let source: Tensor
  let gradient: Tensor
  let target: Tensor
  let back: Tensor
  let weights: Buffer
  let sums: Buffer
  let flops: Double

  init(_ layer: Layer, batch: Int) {
    let shape = Shape(
      samples: batch, height: layer.extent, width: layer.extent, channels: layer.inputs)
    plan = WinogradConvolution(input: shape, outputs: layer.outputs)
    source = Tensor(shape)
    back = Tensor(shape)
    gradient = Tensor(plan.output)
    target = Tensor(plan.output)
    weights = Buffer(layer.inputs * layer.outputs * 9)
    sums = Buffer(weights.count)
    flops = 18 * Double(shape.pixels) * Double(layer.inputs) * Double(layer.outputs)
    LayerBench.fill(source)
    LayerBench.fill(gradient)
    for index in 0..<weights.count { weights.pointer[index] = Float(index % 23) / 23 - 0.5 }
  }

  private static func fill(_ tensor: Tensor) {
    let shape = tensor.shape
    for pixel in 0..<shape.pixels {
      for channel in 0..<shape.channels {
        tensor.pointer[pixel * shape.stride + channel] = Float((pixel &* 31 &+ channel &* 7) % 97) / 97 - 0.5
      }
    }
  }

  func run(_ pass: Int, _ pool: WorkerPool) {
    switch pass {
    case 0:
      plan.forward(source.pointer, weights: weights.pointer, bias: nil, into: target.pointer, pool: pool)
    case 1:
      plan.backwardData(gradient.pointer, weights: weights.pointer, into: back.pointer, pool: pool)
    default:
      plan.backwardWeights(source.pointer, gradient.pointer, addingTo: sums.pointer, pool: pool)
    }
  }
}
