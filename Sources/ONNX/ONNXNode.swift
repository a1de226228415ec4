/// One operation of a graph: an operator of the standard set with its inputs, outputs and settings.
///
/// Source: https://onnx.ai/onnx/operators.
public struct ONNXNode: Sendable, Hashable {
  /// The operator, such as `Conv`.
  public let operation: String
  /// The names of what it reads; an empty name leaves an optional input out.
  public let inputs: [String]
  /// The names of what it makes.
  public let outputs: [String]
  /// The settings by name.
  public let attributes: [String: ONNXAttribute]

  /// Creates a node; the default has no settings.
  public init(
    _ operation: String, _ inputs: [String], _ outputs: [String],
    attributes: [String: ONNXAttribute] = [:]
  ) {
    self.operation = operation
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }
}
