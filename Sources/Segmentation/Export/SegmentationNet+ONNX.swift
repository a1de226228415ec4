public import ONNX

extension SegmentationNet {
  /// The decode head in evaluation mode as an ONNX graph for images of one size.
  ///
  /// Input `image`: N × 3 × height × width, RGB, normalized as `Preprocessor` does (its numbers stand in the
  /// file's properties `mean` and `std`). Output `logits`: N × classes × height × width, resized to the
  /// image as whole-image prediction does. Traps unless the sides are positive multiples of
  /// `architecture.sizeDivisor`.
  public func onnx(height: Int, width: Int, preprocessor: Preprocessor = .imageNet) -> ONNXModel {
    requireSides(height, width)
    let graph = GraphBuilder("fovea", parameters)
    let image = graph.input("image", channels: 3, height: height, width: width)
    let logits = graph.resized(
      draw(decodeHead, drawBackbone(image, graph), graph), height: height, width: width,
      alignsCorners: architecture.alignsCorners)
    return graph.output(
      logits, name: "logits",
      properties: [
        "channels": "RGB", "mean": Self.list(preprocessor.mean), "std": Self.list(preprocessor.deviation),
      ])
  }

  /// All convolutions for images of one size: those up to the decode head's logits, and the auxiliary heads',
  /// which only training needs.
  ///
  /// Traps unless the sides are positive multiples of `architecture.sizeDivisor`.
  public func convolutions(height: Int, width: Int) -> (
    forward: [ConvolutionLayer], auxiliary: [ConvolutionLayer]
  ) {
    requireSides(height, width)
    let graph = GraphBuilder("count", parameters, carriesWeights: false)
    let features = drawBackbone(
      graph.input("image", channels: 3, height: height, width: width), graph)
    _ = draw(decodeHead, features, graph)
    let count = graph.convolutions.count
    for head in [auxiliaryHead].compactMap(\.self) + deepHeads { _ = draw(head, features, graph) }
    return (Array(graph.convolutions[..<count]), Array(graph.convolutions[count...]))
  }

  private func requireSides(_ height: Int, _ width: Int) {
    let divisor = architecture.sizeDivisor
    precondition(
      height > 0 && width > 0 && height.isMultiple(of: divisor) && width.isMultiple(of: divisor),
      "a graph for \(height)×\(width); sides must be multiples of \(divisor)")
  }

  private func drawBackbone(_ image: GraphValue, _ graph: GraphBuilder) -> [GraphValue] {
    guard let backbone = backbone as? any BackboneGraph else {
      preconditionFailure("\(type(of: backbone)) cannot be drawn")
    }
    return backbone.draw(image, graph)
  }

  /// A head's logits at its own size.
  private func draw(_ head: Head, _ features: [GraphValue], _ graph: GraphBuilder) -> GraphValue {
    guard let refining = head as? any HeadGraph else {
      preconditionFailure("\(type(of: head)) cannot be drawn")
    }
    let refined = refining.drawRefined(features[head._featureIndex], features, graph)
    return head.convSeg.draw(refined, graph)
  }

  private static func list(_ values: [Float]) -> String {
    values.map { "\($0)" }.joined(separator: " ")
  }
}
