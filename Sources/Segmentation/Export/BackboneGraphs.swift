import NN
import ONNX

/// A backbone that can draw its feature maps into a graph, in the order of `features`.
protocol BackboneGraph {
  func draw(_ image: GraphValue, _ graph: GraphBuilder) -> [GraphValue]
}

extension UNet: BackboneGraph {
  func draw(_ image: GraphValue, _ graph: GraphBuilder) -> [GraphValue] {
    var skips: [GraphValue] = []
    var x = image
    for (index, stage) in encoder.enumerated() {
      x = stage.block.convs.draw(index == 0 ? x : graph.maxPooling(x, kernel: 2, stride: 2), graph)
      skips.append(x)
    }
    var features = [x]
    for index in decoder.indices.reversed() {
      let upsampled = decoder[index].upsample.draw(x, graph)
      x = decoder[index].convBlock.convs.draw(graph.concatenation([skips[index], upsampled]), graph)
      features.append(x)
    }
    return features
  }
}

extension InterpolatingConv: LayerGraph {
  func draw(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue {
    let doubled = graph.resized(
      x, height: 2 * x.height, width: 2 * x.width, alignsCorners: false)
    return project.draw(doubled, graph)
  }
}

extension InstanceUNet: BackboneGraph {
  func draw(_ image: GraphValue, _ graph: GraphBuilder) -> [GraphValue] {
    var skips: [GraphValue] = []
    var x = image
    for stage in encoder {
      x = stage.blocks.draw(x, graph)
      skips.append(x)
    }
    var features = [x]
    for index in decoder.indices.reversed() {
      let upsample = decoder[index].upsample
      let doubled = graph.resized(
        upsample.conv.draw(x, graph), height: 2 * x.height, width: 2 * x.width, alignsCorners: false)
      x = decoder[index].stage.blocks.draw(
        graph.concatenation([skips[index], upsample.finish(doubled, graph)]), graph)
      features.append(x)
    }
    return features
  }
}

extension InstanceBlock: LayerGraph {
  func draw(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue { finish(conv.draw(x, graph), graph) }

  /// What follows the convolution.
  func finish(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue {
    let normalized = graph.add(
      "InstanceNormalization", x, with: [norm.weight, norm.bias].compactMap(\.self).map(graph.weight),
      ["epsilon": .number(1e-5)])
    return Activation.leakyRelu(slope: 0.01).draw(normalized, graph)
  }
}

extension ResNet: BackboneGraph {
  func draw(_ image: GraphValue, _ graph: GraphBuilder) -> [GraphValue] {
    var x = graph.maxPooling(stem.draw(image, graph), kernel: 3, stride: 2, padding: 1)
    return [layer1, layer2, layer3, layer4].map { layer in
      x = layer.draw(x, graph)
      return x
    }
  }
}

extension ResNetStem: LayerGraph {
  func draw(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue {
    [(conv0, norm1), (conv3, norm4), (conv6, norm7)].reduce(x) { x, layer in
      Activation.relu.draw(layer.1.draw(layer.0.draw(x, graph), graph), graph)
    }
  }
}

extension ResidualBlock: LayerGraph {
  func draw(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue {
    var y = Activation.relu.draw(bn1.draw(conv1.draw(x, graph), graph), graph)
    y = bn2.draw(conv2.draw(y, graph), graph)
    if let conv3, let bn3 {
      y = bn3.draw(conv3.draw(Activation.relu.draw(y, graph), graph), graph)
    }
    let around = downsample.map { $0.norm1.draw($0.conv0.draw(x, graph), graph) } ?? x
    return Activation.relu.draw(graph.add("Add", y, with: [around.name]), graph)
  }
}
