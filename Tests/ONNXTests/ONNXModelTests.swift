import Foundation
import Testing

@testable import ONNX

@Suite struct ONNXModelTests {
  private var model: ONNXModel {
    var model = ONNXModel(name: "tiny")
    model.inputs = [ONNXPort("x", shape: [.free("N"), .fixed(3)])]
    model.outputs = [ONNXPort("y", shape: [.free("N"), .fixed(300)])]
    model.constants = [
      ONNXConstant("w", numbers: [1, -2, 0.5], shape: [1, 3]),
      ONNXConstant("sizes", integers: [-1, 1 << 40]),
    ]
    model.nodes = [
      ONNXNode(
        "Thing", ["x", "", "w"], ["y"],
        attributes: [
          "alpha": .number(0.25), "axis": .integer(-1), "mode": .text("linear"), "pads": .integers([0, 300]),
        ])
    ]
    model.properties = ["mean": "1 2 3"]
    return model
  }

  @Test func theFileParsesBack() throws {
    let file = try WireReader(Array(model.encoded()))
    #expect(file[1].first?.integer == 8)
    #expect(file.texts(2) == ["fovea"])
    #expect(try file.messages(8).map { $0[2].first?.integer } == [18])
    let property = try #require(try file.messages(14).first)
    #expect(property.texts(1) + property.texts(2) == ["mean", "1 2 3"])
    let graph = try #require(try file.messages(7).first)
    #expect(graph.texts(2) == ["tiny"])
    #expect(try graph.messages(11).flatMap { $0.texts(1) } == ["x"])
    #expect(try graph.messages(12).flatMap { $0.texts(1) } == ["y"])
  }

  @Test func portsKeepTheirExtents() throws {
    let graph = try #require(try WireReader(Array(model.encoded())).messages(7).first)
    let type = try #require(try graph.messages(12).first?.messages(2).first?.messages(1).first)
    #expect(type[1].first?.integer == 1)
    let extents = try #require(try type.messages(2).first?.messages(1))
    #expect(extents.count == 2)
    #expect(extents[0].texts(2) == ["N"])
    #expect(extents[1][1].first?.integer == 300)
  }

  @Test func nodesKeepOptionalInputsAndSettings() throws {
    let graph = try #require(try WireReader(Array(model.encoded())).messages(7).first)
    let node = try #require(try graph.messages(1).first)
    #expect(node.texts(1) == ["x", "", "w"])
    #expect(node.texts(2) == ["y"])
    #expect(node.texts(4) == ["Thing"])
    let attributes = try node.messages(5)
    #expect(attributes.map { $0.texts(1) } == [["alpha"], ["axis"], ["mode"], ["pads"]])
    #expect(attributes.map { $0[20].first?.integer } == [1, 2, 3, 7])
    #expect(attributes[0][2] == [.fixed(Float(0.25).bitPattern)])
    #expect(attributes[1][3].first?.integer == -1)
    #expect(attributes[2].texts(4) == ["linear"])
    #expect(attributes[3][8].compactMap(\.integer) == [0, 300])
  }

  @Test func constantsKeepTheirBytes() throws {
    let graph = try #require(try WireReader(Array(model.encoded())).messages(7).first)
    let constants = try graph.messages(5)
    #expect(constants.flatMap { $0.texts(8) } == ["w", "sizes"])
    #expect(constants[0][1].compactMap(\.integer) == [1, 3])
    #expect(constants.map { $0[2].first?.integer } == [1, 7])
    let numbers = try #require(constants[0][9].first?.bytes)
    #expect(numbers == [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F])
    #expect(constants[1][9].first?.bytes?.count == 16)
  }
}
