import NN
import ONNX

/// A head that can draw what comes before its classifier into a graph.
protocol HeadGraph {
  func drawRefined(_ x: GraphValue, _ features: [GraphValue], _ graph: GraphBuilder) -> GraphValue
}

extension FCNHead: HeadGraph {
  func drawRefined(_ x: GraphValue, _ features: [GraphValue], _ graph: GraphBuilder) -> GraphValue {
    let y = convs.draw(x, graph)
    return convCat.map { $0.draw(graph.concatenation([x, y]), graph) } ?? y
  }
}

extension PSPHead: HeadGraph {
  func drawRefined(_ x: GraphValue, _ features: [GraphValue], _ graph: GraphBuilder) -> GraphValue {
    let pyramid = pspModules.map { pool in
      graph.resized(
        pool.draw(x, graph), height: x.height, width: x.width, alignsCorners: _alignsCorners)
    }
    return bottleneck.draw(graph.concatenation([x] + pyramid), graph)
  }
}

extension ASPPHead: HeadGraph {
  func drawRefined(_ x: GraphValue, _ features: [GraphValue], _ graph: GraphBuilder) -> GraphValue {
    let mean = graph.resized(
      imagePool.draw(x, graph), height: x.height, width: x.width, alignsCorners: _alignsCorners)
    return bottleneck.draw(graph.concatenation([mean] + asppModules.map { $0.draw(x, graph) }), graph)
  }
}

extension SeparableASPPHead: HeadGraph {
  func drawRefined(_ x: GraphValue, _ features: [GraphValue], _ graph: GraphBuilder) -> GraphValue {
    func matched(_ y: GraphValue, to other: GraphValue) -> GraphValue {
      graph.resized(y, height: other.height, width: other.width, alignsCorners: _alignsCorners)
    }
    let layers = asppModules.compactMap { $0 as? any LayerGraph }
    precondition(layers.count == asppModules.count, "a layer of the pyramid that cannot be drawn")
    let mean = matched(imagePool.draw(x, graph), to: x)
    let pyramid = bottleneck.draw(
      graph.concatenation([mean] + layers.map { $0.draw(x, graph) }), graph)
    let skip = c1Bottleneck.draw(features[0], graph)
    return sepBottleneck.draw(graph.concatenation([matched(pyramid, to: skip), skip]), graph)
  }
}
