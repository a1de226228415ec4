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
      if value.isPlain {
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
  /// Whether neither a tensor nor an object is in it.
  fileprivate var isPlain: Bool {
    switch self {
    case .tensor, .opaque: false
    case .list(let values): values.allSatisfy(\.isPlain)
    case .dictionary(let pairs): pairs.allSatisfy { $0.key.isPlain && $0.value.isPlain }
    default: true
    }
  }
}
