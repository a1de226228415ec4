import NN
import ONNX
import Tensors

/// Draws a net's operations into an ONNX graph, weights under their checkpoint's names.
final class GraphBuilder {
  private(set) var model: ONNXModel
  /// The convolutions drawn so far.
  var convolutions: [ConvolutionLayer] = []
  /// Whether the graph carries the weights' values; without them it only counts.
  private let carriesWeights: Bool
  private let names: [ObjectIdentifier: String]
  private var written: Set<String> = []
  private var count = 0

  init(_ name: String, _ parameters: ParameterList, carriesWeights: Bool = true) {
    model = ONNXModel(name: name)
    self.carriesWeights = carriesWeights
    names = Dictionary(
      parameters.entries.map { (ObjectIdentifier($0.parameter), $0.name) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Opens the graph's input.
  func input(_ name: String, channels: Int, height: Int, width: Int) -> GraphValue {
    let value = GraphValue(name: name, channels: channels, height: height, width: width)
    model.inputs.append(Self.port(value))
    return value
  }

  /// Closes the graph with `value` under a name of its own.
  func output(_ value: GraphValue, name: String, properties: [String: String]) -> ONNXModel {
    let last = GraphValue(name: name, channels: value.channels, height: value.height, width: value.width)
    model.nodes.append(ONNXNode("Identity", [value.name], [name]))
    model.outputs.append(Self.port(last))
    model.properties = properties
    return model
  }

  /// Adds an operation on `value`, which keeps the extents that are not named.
  func add(
    _ operation: String, _ value: GraphValue, with others: [String] = [], channels: Int? = nil,
    height: Int? = nil, width: Int? = nil, _ attributes: [String: ONNXAttribute] = [:]
  ) -> GraphValue {
    count += 1
    let result = GraphValue(
      name: "\(operation)_\(count)", channels: channels ?? value.channels, height: height ?? value.height,
      width: width ?? value.width)
    model.nodes.append(
      ONNXNode(operation, [value.name] + others, [result.name], attributes: attributes))
    return result
  }

  /// The name of a parameter, which is carried along once.
  func weight(_ parameter: Parameter) -> String {
    guard let name = names[ObjectIdentifier(parameter)] else {
      preconditionFailure("a parameter of shape \(parameter.shape) outside the net that is drawn")
    }
    if carriesWeights && written.insert(name).inserted {
      model.constants.append(ONNXConstant(name, numbers: parameter.array, shape: parameter.shape))
    }
    return name
  }

  /// A constant list of whole numbers.
  func integers(_ values: [Int]) -> String {
    count += 1
    model.constants.append(ONNXConstant("integers_\(count)", integers: values))
    return "integers_\(count)"
  }

  /// A constant matrix.
  func matrix(_ rows: [[Float]]) -> String {
    count += 1
    model.constants.append(
      ONNXConstant("matrix_\(count)", numbers: rows.flatMap(\.self), shape: [rows.count, rows[0].count]))
    return "matrix_\(count)"
  }

  private static func port(_ value: GraphValue) -> ONNXPort {
    ONNXPort(
      value.name,
      shape: [.free("N"), .fixed(value.channels), .fixed(value.height), .fixed(value.width)])
  }
}
