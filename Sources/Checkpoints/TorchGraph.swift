/// Turns an unpickled arena into tensors and plain values.
///
/// Depth, node count and materialised bytes are capped, so that shared nodes cannot unfold without bound.
struct TorchGraph {
  let nodes: [PickleNode]
  let storages: any TorchStorages
  private var visited = 0
  private var materialised = 0
  private let nodeLimit: Int
  private let byteLimit: Int
  private static let depthLimit = 256

  init(_ nodes: [PickleNode], _ storages: any TorchStorages) {
    self.nodes = nodes
    self.storages = storages
    nodeLimit = 4 * nodes.count + 4096
    byteLimit = 8 * storages.store.count + (1 << 20)
  }

  /// The checkpoint whose root is node `root`: a state_dict alone, or one beside other values.
  mutating func checkpoint(root: Int) throws -> Checkpoint {
    guard case .dictionary(let pairs) = nodes[root] else {
      throw refuse("data.pkl", "a dictionary of weights", nodes[root].kind)
    }
    var checkpoint = Checkpoint()
    let inner = pairs.last { name($0.key) == "state_dict" }?.value
    if let inner {
      guard case .dictionary(let weights) = nodes[inner] else {
        throw refuse("state_dict", "a dictionary of weights", nodes[inner].kind)
      }
      for (key, value) in pairs where value != inner {
        checkpoint.meta[name(key) ?? "\(nodes[key].kind)"] = try self.value(value, depth: 0)
      }
      try fill(&checkpoint, with: weights)
    } else {
      try fill(&checkpoint, with: pairs)
    }
    return checkpoint
  }

  private mutating func fill(_ checkpoint: inout Checkpoint, with pairs: [(key: Int, value: Int)]) throws {
    for (key, value) in pairs {
      guard let name = name(key) else { throw refuse("state_dict", "names of weights", nodes[key].kind) }
      checkpoint[name] = try weight(value, name: name)
    }
  }

  private mutating func weight(_ index: Int, name: String) throws -> StoredTensor {
    switch nodes[index] {
    case .call: return try tensor(index, entry: name, depth: 0)
    case .opaque(let global), .global(let global):
      throw CheckpointError.forbidden(path: storages.store.path, entry: name, global: global)
    default: throw refuse(name, "a tensor", nodes[index].kind)
    }
  }

  /// A plain value; what is not plain becomes `.opaque`.
  private mutating func value(_ index: Int, depth: Int) throws -> MetaValue {
    try count(depth: depth)
    switch nodes[index] {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .bigInteger(let bytes):
      return bytes.count < 256 ? .bigInteger(bytes) : .opaque("an integer of \(bytes.count) bytes")
    case .number(let value): return .number(value)
    case .string(let text): return .string(text)
    case .bytes(let bytes): return .bytes(bytes)
    case .tuple(let items): return .tuple(try values(items, depth: depth))
    case .list(let items): return .list(try values(items, depth: depth))
    case .set(let items): return .set(try values(items, depth: depth))
    case .dictionary(let pairs):
      return .dictionary(
        try pairs.map { (try value($0.key, depth: depth + 1), try value($0.value, depth: depth + 1)) })
    case .call: return .tensor(try tensor(index, entry: "meta", depth: depth))
    case .global(let name), .opaque(let name): return .opaque(name)
    case .persistent: return .opaque("a storage")
    }
  }

  private mutating func values(_ items: [Int], depth: Int) throws -> [MetaValue] {
    try items.map { try value($0, depth: depth + 1) }
  }

  private mutating func count(depth: Int) throws {
    visited += 1
    guard depth < Self.depthLimit else {
      throw excess("nesting", Self.depthLimit, "more")
    }
    guard visited <= nodeLimit else { throw excess("values", nodeLimit, "more") }
  }

  /// `_rebuild_parameter(tensor, …)` or `_rebuild_tensor(_v2)(storage, offset, shape, strides, …)`.
  private mutating func tensor(_ index: Int, entry: String, depth: Int) throws -> StoredTensor {
    try count(depth: depth)
    guard case .call(let callee, let arguments) = nodes[index], case .global(let builder) = nodes[callee],
      case .tuple(let items) = nodes[arguments]
    else { throw refuse(entry, "a tensor", nodes[index].kind) }
    if builder.hasPrefix("torch._utils._rebuild_parameter") {
      guard let inner = items.first else { throw refuse(entry, "a tensor in the parameter", "nothing") }
      return try tensor(inner, entry: entry, depth: depth + 1)
    }
    guard items.count >= 4, case .integer(let offset) = nodes[items[1]] else {
      throw refuse(entry, "storage, offset, shape and strides", "\(items.count) arguments")
    }
    let shape = try integers(items[2], entry: entry)
    let strides = try integers(items[3], entry: entry)
    let (type, limits) = try storage(items[0], entry: entry)
    let tensor = try StoredTensor(
      type, shape: shape, strides: strides, offset: offset, in: storages.store, limits: limits, entry: entry)
    try account(tensor, entry: entry)
    return tensor
  }

  /// Zero strides can make a small storage look large; the sum over all tensors is bounded by the file.
  private mutating func account(_ tensor: StoredTensor, entry: String) throws {
    let (sum, overflow) = materialised.addingReportingOverflow(
      StoredTensor.byteCount(tensor.type, tensor.shape) ?? .max)
    guard !overflow, sum <= byteLimit else { throw excess(entry, byteLimit, "\(tensor.shape) elements") }
    materialised = sum
  }

  /// The storage's type and place, from ('storage', type, key, location, count, …).
  private func storage(_ index: Int, entry: String) throws -> (ElementType, Range<Int>) {
    guard case .persistent(let id) = nodes[index] else {
      throw refuse(entry, "a storage", nodes[index].kind)
    }
    let (type, key, count) = try Self.storage(nodes[id], nodes, storages.store, entry: entry)
    return (type, try storages.range(ofStorage: key, size: count * type.size, entry: entry))
  }

  /// Reads a persistent id of PyTorch: element type, key and number of elements, which do not overflow.
  static func storage(
    _ id: PickleNode, _ nodes: [PickleNode], _ store: ByteStore, entry: String
  ) throws -> (type: ElementType, key: String, count: Int) {
    func refuse(_ expected: String, _ found: String) -> CheckpointError {
      .malformed(path: store.path, entry: entry, expected: expected, found: found)
    }
    guard case .tuple(let items) = id, items.count >= 5, case .string("storage") = nodes[items[0]],
      case .global(let typeName) = nodes[items[1]], case .string(let key) = nodes[items[2]],
      case .integer(let count) = nodes[items[4]]
    else { throw refuse("a storage id of five parts", id.kind) }
    guard let type = storageTypes[typeName] else { throw refuse("a known storage type", "`\(typeName)`") }
    guard items.count < 6 || isNull(nodes[items[5]]) else {
      throw refuse("a whole storage", "a view of another storage")
    }
    guard count >= 0, !count.multipliedReportingOverflow(by: type.size).overflow else {
      throw refuse("a storage size below 2^63", "\(count)")
    }
    return (type, key, count)
  }

  private static func isNull(_ node: PickleNode) -> Bool {
    if case .null = node { true } else { false }
  }

  private static let storageTypes: [String: ElementType] = [
    "torch.FloatStorage": .float32, "torch.DoubleStorage": .float64, "torch.HalfStorage": .float16,
    "torch.BFloat16Storage": .bfloat16, "torch.LongStorage": .int64, "torch.IntStorage": .int32,
    "torch.ShortStorage": .int16, "torch.CharStorage": .int8, "torch.ByteStorage": .uint8,
    "torch.BoolStorage": .bool,
  ]

  private func integers(_ index: Int, entry: String) throws -> [Int] {
    guard case .tuple(let items) = nodes[index] else { throw refuse(entry, "a tuple", nodes[index].kind) }
    return try items.map {
      guard case .integer(let value) = nodes[$0] else { throw refuse(entry, "an integer", nodes[$0].kind) }
      return value
    }
  }

  private func name(_ index: Int) -> String? {
    if case .string(let text) = nodes[index] { text } else { nil }
  }

  private func refuse(_ entry: String, _ expected: String, _ found: String) -> CheckpointError {
    .malformed(path: storages.store.path, entry: entry, expected: expected, found: found)
  }

  private func excess(_ entry: String, _ limit: Int, _ found: String) -> CheckpointError {
    .excessive(path: storages.store.path, entry: entry, limit: limit, found: found)
  }
}
