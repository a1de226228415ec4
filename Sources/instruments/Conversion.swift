import Checkpoints

/// A checkpoint as another format can hold it.
struct Conversion {
  let format: CheckpointFormat
  let keepsMeta: Bool

  init(to format: CheckpointFormat, keepsMeta: Bool) {
    self.format = format
    self.keepsMeta = keepsMeta
  }

  /// The checkpoint to write, and the keys beside the tensors that it has to do without.
  func apply(_ checkpoint: Checkpoint) throws -> (checkpoint: Checkpoint, left: [String]) {
    var result = checkpoint
    result.meta = [:]
    guard keepsMeta else { return (result, []) }
    var left: [String] = []
    for (key, value) in checkpoint.meta.sorted(by: { $0.key < $1.key }) {
      if value.fits(format) {
        result.meta[key] = try format == .safetensors ? .string(text(value)) : value
      } else {
        left.append(key)
      }
    }
    return (result, left)
  }

  private func text(_ value: MetaValue) throws -> String { try value.string ?? PlainValue(value).text() }
}

extension MetaValue {
  /// Whether a file of that format says the same: all but tensors, objects and bytes; big integers in PyTorch's
  /// only, sets in JSON only, where they are lists as tuples are.
  fileprivate func fits(_ format: CheckpointFormat) -> Bool {
    switch self {
    case .tensor, .opaque, .bytes: false
    case .bigInteger: format == .torch
    case .set(let values): format == .safetensors && values.allSatisfy { $0.fits(format) }
    case .list(let values), .tuple(let values): values.allSatisfy { $0.fits(format) }
    case .dictionary(let pairs): pairs.allSatisfy { $0.key.fits(format) && $0.value.fits(format) }
    default: true
    }
  }
}
