import Checkpoints
import Digest
import Foundation
import Segmentation

/// What `fovea checkpoint show` says of a file; encoded, it is the command's JSON.
struct CheckpointReport: Encodable {
  /// The model that the names and shapes are those of.
  struct Model: Encodable {
    let name: String?
    let configuration: String?
    let width: Int
    let classes: Int
  }

  /// One tensor.
  struct Entry: Encodable {
    let name: String
    let type: String
    let shape: [Int]
  }

  let schema = 1
  let path: String
  let format: String
  let bytes: Int
  let sha256: String
  /// Nil if no architecture of ours has these names.
  let model: Model?
  /// Learned values: everything but running statistics and counters.
  let parameters: Int
  let tensors: [Entry]
  let meta: [String: PlainValue]

  /// Reads the file; throws `CheckpointError`.
  init(path: String) throws {
    let checkpoint = try Checkpoint(contentsOf: path)
    let digest = try FileDigest(path: path)
    self.path = path
    format = try Checkpoint.format(ofFileAt: path).rawValue
    bytes = digest.bytes
    sha256 = digest.sha256
    model = Architecture(guessedFrom: checkpoint).map { architecture in
      let model = Zoo.model(like: architecture)
      return Model(
        name: model?.name ?? (architecture.backbone == .instanceUNet ? "small_data" : nil),
        configuration: model?.configuration, width: architecture.width, classes: architecture.classes)
    }
    let stored = checkpoint.names.compactMap { name in checkpoint[name].map { (name, $0) } }
    tensors = stored.map { Entry(name: $0, type: $1.type.rawValue, shape: $1.shape) }
    parameters = stored.filter { Entry.isLearned($0.0) }.reduce(0) { $0 + $1.1.count }
    meta = checkpoint.meta.mapValues { PlainValue($0) }
  }
}

extension CheckpointReport.Entry {
  /// Whether the name is not one of a running statistic or a counter.
  fileprivate static func isLearned(_ name: String) -> Bool {
    !["running_mean", "running_var", "num_batches_tracked"].contains { name.hasSuffix($0) }
  }
}
