public import ONNX

extension SegmentationNet {
  /// The decode head in evaluation mode as an ONNX graph for images of one size.
  ///
  /// Input `image`: N × 3 × height × width, RGB, normalized as `Preprocessor` does (its numbers stand in the
  /// file's properties `mean` and `std`). Output `logits`: N × classes × height × width, resized to the
  /// image as whole-image prediction does. Traps unless the sides are positive multiples of
  /// `architecture.sizeDivisor`.
  public func onnx(height: Int, width: Int, preprocessor: Preprocessor = .imageNet) -> ONNXModel {
    let divisor = architecture.sizeDivisor
    precondition(
      height > 0 && width > 0 && height.isMultiple(of: divisor) && width.isMultiple(of: divisor),
      "an ONNX graph for \(height)×\(width); sides must be multiples of \(divisor)")
    guard let backbone = backbone as? any BackboneGraph, let refining = decodeHead as? any HeadGraph else {
      preconditionFailure("\(type(of: backbone)) with \(type(of: decodeHead)) cannot be drawn")
    }
    let graph = GraphBuilder("fovea", parameters)
    let image = graph.input("image", channels: 3, height: height, width: width)
    let features = backbone.draw(image, graph)
    let refined = refining.drawRefined(features[decodeHead._featureIndex], features, graph)
    let logits = graph.resized(
      decodeHead.convSeg.draw(refined, graph), height: height, width: width,
      alignsCorners: architecture.alignsCorners)
    return graph.output(
      logits, name: "logits",
      properties: [
        "channels": "RGB", "mean": Self.list(preprocessor.mean), "std": Self.list(preprocessor.deviation),
      ])
  }

  private static func list(_ values: [Float]) -> String {
    values.map { "\($0)" }.joined(separator: " ")
  }
}
