import Segmentation
import Tensors

/// The operations of a net's training step, equal ones counted.
func works(of model: ZooModel, crop: Int, batch: Int) -> [Work] {
  let net = SegmentationNet(model.architecture, seed: 1, isInitialized: false)
  let layers = net.convolutions(height: crop, width: crop)
  let all = (layers.forward + layers.auxiliary).map { model.architecture.asComputed($0) }
  var counts: [ConvolutionLayer: Int] = [:]
  for layer in all { counts[layer, default: 0] += 1 }
  var seen: Set<ConvolutionLayer> = []
  let distinct = all.filter { seen.insert($0).inserted }
  var works = distinct.map { convolutionWork($0, count: counts[$0] ?? 1, batch: batch) }
  var outputs: [Shape: Int] = [:]
  for layer in all where layer.outputs != model.architecture.classes {
    outputs[layer.output, default: 0] += 1
  }
  works += outputs.sorted { ($0.key.count, $0.key.channels) > ($1.key.count, $1.key.channels) }
    .map { normalizationWork($0.key, count: $0.value, batch: batch) }
  return works + otherWorks(of: model, crop: crop, batch: batch)
}

extension Architecture {
  /// The layer with the extents that it is computed at: a UNet's projections come before the resizing by 2.
  fileprivate func asComputed(_ layer: ConvolutionLayer) -> ConvolutionLayer {
    let isProjection = layer.settings.height == 1 && layer.input.channels == 2 * layer.outputs
    guard backbone == .unet, isProjection else { return layer }
    let input = Shape(
      height: layer.input.height / 2, width: layer.input.width / 2, channels: layer.input.channels)
    return ConvolutionLayer(
      settings: layer.settings, input: input, outputs: layer.outputs, isDepthwise: layer.isDepthwise)
  }
}

extension Shape {
  fileprivate func times(_ samples: Int) -> Shape {
    Shape(samples: samples, height: height, width: width, channels: channels)
  }
}

private func convolutionWork(_ layer: ConvolutionLayer, count: Int, batch: Int) -> Work {
  let s = layer.settings
  let weight = Parameter([layer.outputs, layer.isDepthwise ? 1 : layer.input.channels, s.height, s.width])
  weight.update { values in
    for i in 0..<weight.count { values[i] = Float(i % 23) / 230 - 0.05 }
  }
  var name = "\(s.height)×\(s.width)\(layer.isDepthwise ? " depth-wise" : "")"
  if s.stride > 1 { name += " /\(s.stride)" }
  if s.dilation > 1 { name += " dilated \(s.dilation)" }
  name += ", \(layer.input.channels)→\(layer.outputs) at \(layer.output.height)"
  return Work(
    name: name, count: count, operations: 2 * Double(layer.multiplications * batch),
    shapes: [layer.input.times(batch)], parameters: [weight],
    needsInputGradient: layer.input.channels != 3
  ) { inputs, pass in
    layer.isDepthwise
      ? depthwiseConvolution(inputs[0], weight: weight, s, pass)
      : convolution(inputs[0], weight: weight, s, pass)
  }
}

private func normalizationWork(_ shape: Shape, count: Int, batch: Int) -> Work {
  let channels = shape.channels
  let norm = Normalization(
    weight: Parameter([channels], filledWith: 1), bias: Parameter([channels]),
    runningMean: Parameter([channels], role: .statistic),
    runningVariance: Parameter([channels], filledWith: 1, role: .statistic))
  return Work(
    name: "norm and ReLU, \(channels) at \(shape.height)", count: count, operations: 0,
    shapes: [shape.times(batch)], parameters: [norm.weight, norm.bias]
  ) { inputs, pass in batchNormalization(inputs[0], norm, relu: true, pass) }
}

/// Pooling, resizing, joining and sums at their largest.
private func otherWorks(of model: ZooModel, crop: Int, batch: Int) -> [Work] {
  func shape(_ side: Int, _ channels: Int) -> Shape {
    Shape(samples: batch, height: side, width: side, channels: channels)
  }
  let width = model.architecture.width
  if model.architecture.backbone == .unet {
    return [
      Work(
        name: "max pooling 2×2, \(width) at \(crop)", count: 1, operations: 0,
        shapes: [shape(crop, width)], parameters: []
      ) { inputs, pass in maxPooling(inputs[0], kernel: 2, stride: 2, pass) },
      Work(
        name: "resizing ×2, \(width) to \(crop)", count: 1, operations: 0,
        shapes: [shape(crop / 2, width)], parameters: []
      ) { inputs, pass in resized(inputs[0], height: crop, width: crop, pass) },
      Work(
        name: "joining, 2 · \(width) at \(crop)", count: 1, operations: 0,
        shapes: [shape(crop, width), shape(crop, width)], parameters: []
      ) { inputs, pass in concatenation(inputs, pass) },
    ]
  }
  return [
    Work(
      name: "max pooling 3×3 /2, \(width) at \(crop / 2)", count: 1, operations: 0,
      shapes: [shape(crop / 2, width)], parameters: []
    ) { inputs, pass in maxPooling(inputs[0], kernel: 3, stride: 2, padding: 1, pass) },
    Work(
      name: "sum and ReLU, \(32 * width) at \(crop / 8)", count: 3, operations: 0,
      shapes: [shape(crop / 8, 32 * width), shape(crop / 8, 32 * width)], parameters: []
    ) { inputs, pass in addedRelu(inputs[0], inputs[1], pass) },
    Work(
      name: "resizing ×8, 2 to \(crop)", count: 2, operations: 0, shapes: [shape(crop / 8, 2)],
      parameters: []
    ) { inputs, pass in resized(inputs[0], height: crop, width: crop, pass) },
  ]
}
