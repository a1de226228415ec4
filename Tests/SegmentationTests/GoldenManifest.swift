import Foundation
import NN
import Segmentation
import Tensors

/// What the golden tests read of manifest.json.
struct GoldenManifest: Decodable {
  let cases: [String: GoldenCase]
  let predict: [String: Prediction]
  let preprocess: Preprocessing
  let losses: Losses

  struct Prediction: Decodable {
    let checkpoint: String
    let testCfg: TestCfg
    let imgShape: [Int]
    let oriShape: [Int]
  }

  struct TestCfg: Decodable {
    let mode: String
    let cropSize: [Int]?
    let stride: [Int]?
  }

  struct Preprocessing: Decodable {
    let size: [Int]
  }

  struct Losses: Decodable {
    let cases: [LossCase]
  }

  struct LossCase: Decodable {
    let n: String
    let input: String
    let loss: LossConfig
    let value: Double
    let float32Error: [String: Double]
  }

  static func read() throws -> GoldenManifest {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .custom { path in
      // Names of cases and tensors stay; only Python's field names become Swift's.
      let name = path.last?.stringValue ?? ""
      let fields = [
        "test_cfg": "testCfg", "img_shape": "imgShape", "ori_shape": "oriShape", "crop_size": "cropSize",
        "float32_error": "float32Error", "float32_error_above_1e_4": "looser", "model_cfg": "configuration",
        "base_channels": "baseChannels", "stem_channels": "stemChannels", "decode_head": "decodeHead",
        "auxiliary_head": "auxiliaryHead", "num_classes": "numClasses", "num_convs": "numConvs",
        "concat_input": "concatInput", "c1_channels": "c1Channels", "out_channels": "outChannels",
        "dropout_ratio": "dropoutRatio", "align_corners": "alignCorners", "loss_decode": "lossDecode",
        "loss_weight": "lossWeight", "use_sigmoid": "useSigmoid", "avg_non_ignore": "avgNonIgnore",
        "class_weight": "classWeight", "naive_dice": "naiveDice", "ignore_index": "ignoreIndex",
      ]
      return Key(fields[name] ?? name)
    }
    return try decoder.decode(
      GoldenManifest.self, from: Data(contentsOf: URL(filePath: Golden.folder + "/manifest.json")))
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

/// One model case of the manifest.
struct GoldenCase: Decodable {
  let id: String
  let checkpoint: String
  let expected: String
  let batches: String
  let end: Int?
  let keep: [Int]
  let wd: Float?
  let adam: Bool?
  let dropout: Float?
  let float32Error: [String: Double]
  let looser: [String: Double]
  let configuration: Model

  struct Model: Decodable {
    let backbone: Backbone
    let decodeHead: Head
    let auxiliaryHead: Head
  }

  struct Backbone: Decodable {
    let type: String
    let depth: Int?
    let baseChannels: Int
    let stemChannels: Int?
  }

  struct Head: Decodable {
    let type: String
    let channels: Int
    let numConvs: Int?
    let concatInput: Bool?
    let c1Channels: Int?
    let numClasses: Int
    let outChannels: Int?
    let dropoutRatio: Float
    let alignCorners: Bool
    let lossDecode: LossConfig
  }

  /// The architecture that the case's configuration describes.
  var architecture: Architecture {
    let (backbone, decode, auxiliary) = (
      configuration.backbone, configuration.decodeHead, configuration.auxiliaryHead
    )
    let head: Architecture.Head =
      switch decode.type {
      case "FCNHead":
        .fcn(convolutions: decode.numConvs ?? 2, concatenatesInput: decode.concatInput ?? true)
      case "PSPHead": .psp
      case "ASPPHead": .aspp
      default: .separableASPP(skipChannels: decode.c1Channels ?? 0)
      }
    var architecture = Architecture(
      backbone: backbone.type == "UNet"
        ? .unet : .resNet(depth: backbone.depth ?? 0, stemChannels: backbone.stemChannels ?? 64),
      head: head, headChannels: decode.channels, auxiliaryChannels: auxiliary.channels)
    architecture.width = backbone.baseChannels
    architecture.classes = decode.numClasses
    architecture.auxiliaryOutputs = auxiliary.outChannels
    architecture.dropout = decode.dropoutRatio
    architecture.alignsCorners = decode.alignCorners
    return architecture
  }
}

/// A loss of MMSegmentation as a configuration writes it.
struct LossConfig: Decodable {
  let type: String
  let lossWeight: Float?
  let useSigmoid: Bool?
  let avgNonIgnore: Bool?
  let classWeight: [Float]?
}
