public import Foundation
internal import Protobuf

extension ONNXModel {
  /// The bytes of the `.onnx` file; equal models give equal bytes.
  ///
  /// Traps at 2 GiB, which Protocol Buffers cannot hold; no model of the zoo comes near.
  public func encoded() -> Data {
    var model = ProtobufWriter()
    model.integer(1, Self.formatVersion)
    model.text(2, "fovea")
    model.message(7, write)
    model.message(8) { $0.integer(2, Self.operatorSet) }
    for (key, value) in properties.sorted(by: { $0.key < $1.key }) {
      model.message(14) { entry in
        entry.text(1, key)
        entry.text(2, value)
      }
    }
    precondition(model.data.count < 1 << 31, "a model of \(model.data.count) bytes; ONNX allows 2 GiB")
    return model.data
  }

  /// The fields of a GraphProto.
  private func write(_ graph: inout ProtobufWriter) {
    for node in nodes { graph.message(1, node.write) }
    graph.text(2, name)
    for constant in constants { graph.message(5, constant.write) }
    for port in inputs { graph.message(11, port.write) }
    for port in outputs { graph.message(12, port.write) }
  }
}

/// The numbers by which onnx.proto3 knows element types.
private enum DataType {
  static let float = 1
  static let int64 = 7
}

extension ONNXNode {
  /// The fields of a NodeProto.
  fileprivate func write(_ node: inout ProtobufWriter) {
    for input in inputs { node.text(1, input) }
    for output in outputs { node.text(2, output) }
    node.text(3, outputs.first ?? operation)
    node.text(4, operation)
    for (name, attribute) in attributes.sorted(by: { $0.key < $1.key }) {
      node.message(5) { message in
        message.text(1, name)
        attribute.write(&message)
      }
    }
  }
}

extension ONNXAttribute {
  /// The value and the type of an AttributeProto.
  fileprivate func write(_ attribute: inout ProtobufWriter) {
    switch self {
    case .number(let value):
      attribute.number(2, value)
      attribute.integer(20, 1)
    case .integer(let value):
      attribute.integer(3, value)
      attribute.integer(20, 2)
    case .text(let value):
      attribute.text(4, value)
      attribute.integer(20, 3)
    case .integers(let values):
      for value in values { attribute.integer(8, value) }
      attribute.integer(20, 7)
    }
  }
}

extension ONNXConstant {
  /// The fields of a TensorProto; elements as little-endian bytes.
  fileprivate func write(_ tensor: inout ProtobufWriter) {
    for extent in shape { tensor.integer(1, extent) }
    tensor.integer(2, values.type)
    tensor.text(8, name)
    tensor.bytes(9, values.data)
  }
}

extension ONNXConstant.Values {
  fileprivate var type: Int {
    switch self {
    case .numbers: DataType.float
    case .integers: DataType.int64
    }
  }

  fileprivate var data: Data {
    switch self {
    case .numbers(let values): values.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
    case .integers(let values): values.map(\.littleEndian).withUnsafeBytes { Data($0) }
    }
  }
}

extension ONNXPort {
  /// The fields of a ValueInfoProto.
  fileprivate func write(_ info: inout ProtobufWriter) {
    info.text(1, name)
    info.message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, DataType.float)
        tensor.message(2) { shape in
          for extent in self.shape { shape.message(1, extent.write) }
        }
      }
    }
  }
}

extension ONNXPort.Extent {
  fileprivate func write(_ dimension: inout ProtobufWriter) {
    switch self {
    case .fixed(let extent): dimension.integer(1, extent)
    case .free(let name): dimension.text(2, name)
    }
  }
}
