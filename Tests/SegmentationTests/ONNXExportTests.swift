import Checkpoints
import Foundation
import NN
import ONNX
import Segmentation
import Tensors
import Testing

/// Nets as graphs: complete, in order, and with the extents that the net itself has.
@Suite struct ONNXExportTests {
  private static let folder = ProcessInfo.processInfo.environment["FOVEA_ONNX"]

  /// Every model, and the net for few images, narrow.
  private func architecture(_ name: String) throws -> Architecture {
    if name == "small_data" { return .smallData(width: 4) }
    return try #require(Zoo[name]).architecture.scaled(toWidth: 4)
  }

  /// Sides at which pooled bins overlap; UNets take multiples of 16 only.
  private func size(_ architecture: Architecture) -> (height: Int, width: Int) {
    architecture.sizeDivisor == 16 ? (64, 80) : (71, 57)
  }

  @Test(arguments: Zoo.models.map(\.name) + ["small_data"])
  func everyNodeReadsWhatCameBefore(name: String) throws {
    let architecture = try architecture(name)
    let net = randomNet(architecture, seed: 3)
    let (height, width) = size(architecture)
    let model = net.onnx(height: height, width: width)
    var known = Set(model.inputs.map(\.name) + model.constants.map(\.name) + [""])
    #expect(known.count == model.inputs.count + model.constants.count + 1)
    for node in model.nodes {
      #expect(known.isSuperset(of: node.inputs), "\(node.operation) reads \(node.inputs)")
      for output in node.outputs { #expect(known.insert(output).inserted) }
    }
    #expect(model.outputs.allSatisfy { known.contains($0.name) })
    #expect(
      model.outputs.map(\.shape) == [
        [.free("N"), .fixed(architecture.classes), .fixed(height), .fixed(width)]
      ])
  }

  @Test(arguments: Zoo.models.map(\.name) + ["small_data"])
  func itCarriesTheDecodeHeadsWeightsAndNoOthers(name: String) throws {
    let net = randomNet(try architecture(name), seed: 3)
    let (height, width) = size(net.architecture)
    let model = net.onnx(height: height, width: width)
    let carried = Set(model.constants.map(\.name))
    let wanted = net.parameters.entries.filter { entry in
      entry.parameter.role != .counter && !entry.name.hasPrefix("auxiliary_head.")
        && !entry.name.hasPrefix("deep_heads.")
    }
    #expect(Set(wanted.map(\.name)) == carried.filter { $0.contains(".") })
    for entry in wanted {
      let constant = try #require(model.constants.first { $0.name == entry.name })
      #expect(constant.values == .numbers(entry.parameter.array) && constant.shape == entry.parameter.shape)
    }
  }

  @Test func equalNetsGiveEqualBytes() throws {
    let architecture = try architecture("pspnet_r50")
    let files = (0..<2).map { _ in randomNet(architecture, seed: 4).onnx(height: 71, width: 57).encoded() }
    #expect(files[0] == files[1])
  }

  @Test(arguments: Zoo.models)
  func theZooKnowsItsModelsAtAnyWidth(model: ZooModel) throws {
    for width in [2, 8, 64] {
      let net = SegmentationNet(model.architecture.scaled(toWidth: width), seed: 0, isInitialized: false)
      let guessed = try #require(Architecture(guessedFrom: net.checkpoint()))
      #expect(Zoo.model(like: guessed) == model)
      #expect(guessed.width == width)
    }
  }

  /// For Scripts/check-onnx: NAME.pth, and NAME.safetensors with the input and the logits of the net.
  @Test(
    .enabled(if: folder != nil, "FOVEA_ONNX names no folder; Scripts/check-onnx does"),
    arguments: Zoo.models.map(\.name) + ["small_data"], [false, true])
  func writesWhatOtherProgramsCompare(name: String, alignsCorners: Bool) throws {
    var architecture = try architecture(name)
    architecture.alignsCorners = alignsCorners && name != "small_data"
    let net = randomNet(architecture, seed: 7)
    let (height, width) = size(architecture)
    let stream = RandomStream(seed: 7, purpose: "image")
    let pixels = (0..<height * width * 3).map {
      UInt8(255 * stream.uniform(sample: 0, draw: UInt64($0)))
    }
    let image = Raster(width: width, height: height, channels: 3, pixels: pixels)
    let predictor = Predictor(net: net, mode: .whole, pool: WorkerPool(threads: 1))
    var expected = Checkpoint()
    expected["image"] = StoredTensor(
      predictor.preprocessor.batch([image]).nchw, shape: [1, 3, height, width])
    expected["logits"] = StoredTensor(
      predictor.logits(image).nchw, shape: [1, architecture.classes, height, width])
    let stem = try #require(Self.folder) + "/\(name)\(alignsCorners ? ".aligned" : "")"
    try expected.write(to: stem + ".expected.safetensors", as: .safetensors)
    try net.checkpoint().write(to: stem + ".pth", as: .torch)
  }
}
