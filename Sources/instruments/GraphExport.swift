import Checkpoints
import Experiment
import Foundation
import ONNX
import Segmentation

/// A checkpoint's net as an ONNX file.
struct GraphExport {
  let checkpoint: Checkpoint
  let path: String
  private(set) var architecture: Architecture
  private let model: ZooModel?
  /// Bilinear resizing with aligned corners; the default is the configurations' false.
  var alignsCorners = false

  /// Guesses the architecture from names and shapes; throws `ExportError` if it is none of ours or not the
  /// expected one.
  init(_ checkpoint: Checkpoint, path: String, expecting expected: ZooModel?) throws {
    guard let architecture = Architecture(guessedFrom: checkpoint) else {
      throw ExportError.unknown(path: path)
    }
    self.checkpoint = checkpoint
    self.path = path
    self.architecture = architecture
    model = Zoo.model(like: architecture)
    if let expected, model != expected {
      throw ExportError.another(path: path, expected: expected.name, found: model?.name ?? "none of the zoo")
    }
  }

  /// The file's bytes for images of one size, with the texts of the checkpoint's metadata as properties.
  ///
  /// The default is the window of which the checkpoint tells, else the crop on which the model was published, or
  /// 256. Throws `WeightsError` or `ExportError`.
  func encoded(height: Int?, width: Int?) throws -> Data {
    let side = model?.cropSize ?? 256
    let (height, width) = (height ?? window?.height ?? side, width ?? window?.width ?? side)
    var architecture = architecture
    architecture.alignsCorners = alignsCorners
    let divisor = architecture.sizeDivisor
    guard height.isMultiple(of: divisor), width.isMultiple(of: divisor) else {
      throw ExportError.size(height: height, width: width, divisor: divisor)
    }
    let net = SegmentationNet(architecture, seed: 0, isInitialized: false)
    try net.load(checkpoint)
    var graph = net.onnx(height: height, width: width)
    // Whoever asks the net elsewhere has to make of a scan what it has seen. The graph's own words go first.
    graph.properties.merge(checkpoint.meta.compactMapValues(\.string)) { own, _ in own }
    return graph.encoded()
  }

  /// What the net sees at a time, in its own pixels, where the metadata says it as `TestSettings` writes it.
  private var window: WindowSize? {
    func side(_ key: String) -> Int? {
      checkpoint.meta[key]?.string.flatMap { Int($0) }.flatMap { (1...8192).contains($0) ? $0 : nil }
    }
    if let side = side("window") { return WindowSize(side) }
    guard let band = side("band"), let crop = side("crop") else { return nil }
    let reduction = checkpoint.meta["reduction"]?.string.flatMap { Reduction($0) } ?? Reduction.none
    guard band >= reduction.rows, crop >= reduction.columns else { return nil }
    return WindowSize(height: band / reduction.rows, width: crop / reduction.columns)
  }
}

/// Why a checkpoint cannot become a graph.
enum ExportError: Error, CustomStringConvertible {
  case unknown(path: String)
  case another(path: String, expected: String, found: String)
  case size(height: Int, width: Int, divisor: Int)

  var description: String {
    switch self {
    case .unknown(let path):
      "\(path): expected the names and shapes of a model that Fovea knows, found others"
    case .another(let path, let expected, let found):
      "\(path): expected weights of \(expected) (--architecture), found \(found)"
    case .size(let height, let width, let divisor):
      "expected --height and --width that are multiples of \(divisor), found \(height) and \(width)"
    }
  }
}
