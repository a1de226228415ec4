/// A graph of operations as other programs run it: the ONNX format, operator set 18.
///
/// Nodes stand in an order in which each reads only what came before. Source: onnx/onnx.proto3 and
/// https://onnx.ai/onnx/repo-docs/IR.html.
public struct ONNXModel: Sendable {
  /// The version of the standard operators.
  public static let operatorSet = 18
  /// The version of the format that goes with them.
  public static let formatVersion = 8

  /// The graph's name.
  public let name: String
  /// What goes in.
  public var inputs: [ONNXPort] = []
  /// What comes out.
  public var outputs: [ONNXPort] = []
  /// The operations.
  public var nodes: [ONNXNode] = []
  /// The tensors that the file carries.
  public var constants: [ONNXConstant] = []
  /// Words for people and programs, such as how pixels become the input.
  public var properties: [String: String] = [:]

  /// Creates an empty graph.
  public init(name: String) { self.name = name }
}
