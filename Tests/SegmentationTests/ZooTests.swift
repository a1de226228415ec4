import Foundation
import NN
import Segmentation
import Tensors
import Testing

@Suite struct ZooTests {
  static let keys = Golden.shared + "/oracle/keys"

  static var hasKeys: Bool { FileManager.default.fileExists(atPath: keys) }

  @Test func everyModelIsFoundUnderBothNames() {
    #expect(Zoo.models.count == 8)
    for model in Zoo.models {
      #expect(Zoo[model.name] == model)
      #expect(Zoo[model.configuration] == model)
    }
    #expect(Zoo["unet"] == nil)
  }

  /// Names, shapes and order of the real models' state_dict at full width.
  @Test(.enabled(if: hasKeys, "no ../shared/oracle/keys"), arguments: Zoo.models.map(\.name))
  func parametersBearTheNamesOfMMSegmentation(name: String) throws {
    let text = try String(contentsOfFile: "\(Self.keys)/\(name).txt", encoding: .utf8)
    let expected = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      line.split(separator: "\t").prefix(2).joined(separator: " ")
    }
    let model = try #require(Zoo[name])
    let net = SegmentationNet(model.architecture, seed: 1, isInitialized: false)
    let found = net.parameters.entries.map { entry in
      let shape = entry.parameter.shape.map(String.init).joined(separator: "x")
      return "\(entry.name) \(shape.isEmpty ? "scalar" : shape)"
    }
    #expect(found == expected)
    let count = text.firstMatch(of: /parameters (\d+)/).flatMap { Int($0.1) }
    #expect(net.parameters.weightCount == count)
  }

  @Test func initialWeightsDependOnSeedAndNameAlone() throws {
    let architecture = try #require(Zoo["unet_fcn"]).architecture.scaled(toWidth: 2)
    let a = SegmentationNet(architecture, seed: 1).parameters.export()
    #expect(a == SegmentationNet(architecture, seed: 1).parameters.export())
    #expect(a != SegmentationNet(architecture, seed: 2).parameters.export())
  }

  /// Every model predicts an image of odd size at a width of 2.
  @Test(arguments: Zoo.models.map(\.name))
  func everyModelPredicts(name: String) throws {
    let model = try #require(Zoo[name])
    let net = SegmentationNet(model.architecture.scaled(toWidth: 2), seed: 3)
    let predictor = Predictor(
      net: net, mode: name.hasPrefix("unet") ? .slide(crop: 32, stride: 20) : .whole,
      pool: WorkerPool(threads: 1))
    let image = Raster(width: 48, height: 32, filledWith: 90)
    let probabilities = predictor.probabilities(image, height: 30, width: 50)
    #expect(probabilities.shape == Shape(height: 30, width: 50, channels: 2))
    #expect(abs(probabilities[0, 3, 4, 0] + probabilities[0, 3, 4, 1] - 1) < 1e-6)
    #expect(predictor.prediction(image).width == 48)
  }
}
