import NN
import ONNX
import Tensors

/// A layer that can draw itself into a graph, in evaluation mode.
protocol LayerGraph {
  func draw(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue
}

extension Conv2d: LayerGraph {
  func draw(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue {
    let layer = ConvolutionLayer(
      settings: settings, input: Shape(height: x.height, width: x.width, channels: x.channels),
      outputs: weight.shape[0], isDepthwise: isDepthwise)
    graph.convolutions.append(layer)
    let output = layer.output
    let padding = settings.padding
    return graph.add(
      "Conv", x, with: [graph.weight(weight)] + [bias].compactMap(\.self).map(graph.weight),
      channels: output.channels, height: output.height, width: output.width,
      [
        "kernel_shape": .integers([settings.height, settings.width]),
        "strides": .integers([settings.stride, settings.stride]),
        "pads": .integers([padding, padding, padding, padding]),
        "dilations": .integers([settings.dilation, settings.dilation]),
        "group": .integer(isDepthwise ? x.channels : 1),
      ])
  }
}

extension BatchNorm: LayerGraph {
  func draw(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue {
    graph.add(
      "BatchNormalization", x, with: [weight, bias, runningMean, runningVar].map(graph.weight),
      ["epsilon": .number(1e-5)])
  }
}

extension Activation: LayerGraph {
  func draw(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue {
    switch self {
    case .relu: graph.add("Relu", x)
    case .leakyRelu(let slope): graph.add("LeakyRelu", x, ["alpha": .number(slope)])
    case .none: x
    }
  }
}

extension ConvModule: LayerGraph {
  func draw(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue {
    let y = conv.draw(x, graph)
    return activation.draw(bn?.draw(y, graph) ?? y, graph)
  }
}

extension DepthwiseSeparableConvModule: LayerGraph {
  func draw(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue {
    pointwiseConv.draw(depthwiseConv.draw(x, graph), graph)
  }
}

extension PooledBlock: LayerGraph {
  func draw(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue {
    project.draw(graph.averagePooling(x, side: _scale), graph)
  }
}

extension Array where Element: LayerGraph {
  /// One layer after another.
  func draw(_ x: GraphValue, _ graph: GraphBuilder) -> GraphValue {
    reduce(x) { $1.draw($0, graph) }
  }
}
