/// Reads what `torch.save` wrote before PyTorch 1.6: pickles one after another, then the storages.
///
/// Order: magic number, protocol 1001, system information, the object, the storages' keys; then for each key
/// an Int64 count and the elements. Source: torch/serialization.py, `_legacy_load`.
struct TorchLegacyReader {
  /// The pickle of the magic number 0x1950a86a20f9469cfc6c.
  static let magicPickle: [UInt8] = [
    0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]

  private let store: ByteStore

  init(_ store: ByteStore) {
    self.store = store
  }

  /// Runs the pickles, finds the storages and resolves the tensors.
  func checkpoint() throws -> Checkpoint {
    var position = Self.magicPickle.count
    let (version, versionRoot) = try unpickle(&position, "protocol version")
    guard case .integer(1001) = version[versionRoot] else {
      throw refuse("protocol version", "1001", version[versionRoot].kind)
    }
    let (system, systemRoot) = try unpickle(&position, "system information")
    try checkByteOrder(system, systemRoot)
    let (nodes, root) = try unpickle(&position, "pickle")
    let (keyNodes, keyRoot) = try unpickle(&position, "storage keys")
    let ranges = try storages(keys(keyNodes, keyRoot), types(nodes), from: position)
    var graph = TorchGraph(nodes, LegacyStorages(store: store, ranges: ranges))
    return try graph.checkpoint(root: root)
  }

  private func unpickle(_ position: inout Int, _ entry: String) throws -> ([PickleNode], Int) {
    var unpickler = Unpickler(ByteReader(store, entry: entry, range: position..<store.count))
    let root = try unpickler.run()
    position = unpickler.position
    return (unpickler.nodes, root)
  }

  private func checkByteOrder(_ nodes: [PickleNode], _ root: Int) throws {
    guard case .dictionary(let pairs) = nodes[root] else {
      throw refuse("system information", "a dictionary", nodes[root].kind)
    }
    for (key, value) in pairs {
      if case .string("little_endian") = nodes[key], case .bool(false) = nodes[value] {
        throw refuse("system information", "little-endian storages", "big-endian ones")
      }
    }
  }

  private func keys(_ nodes: [PickleNode], _ root: Int) throws -> [String] {
    guard case .list(let items) = nodes[root] else {
      throw refuse("storage keys", "a list", nodes[root].kind)
    }
    return try items.map {
      guard case .string(let key) = nodes[$0] else {
        throw refuse("storage keys", "a string", nodes[$0].kind)
      }
      return key
    }
  }

  /// Every storage that the object names, with its type and number of elements.
  private func types(_ nodes: [PickleNode]) throws -> [String: (type: ElementType, count: Int)] {
    var types: [String: (type: ElementType, count: Int)] = [:]
    for case .persistent(let id) in nodes {
      let (type, key, count) = try TorchGraph.storage(nodes[id], nodes, store, entry: "pickle")
      if let known = types[key], known != (type, count) {
        throw refuse("storage \(key)", "one type and size", "two")
      }
      types[key] = (type, count)
    }
    return types
  }

  private func storages(
    _ keys: [String], _ types: [String: (type: ElementType, count: Int)], from start: Int
  ) throws -> [String: Range<Int>] {
    var ranges: [String: Range<Int>] = [:]
    var reader = ByteReader(store, entry: "storages", range: start..<store.count)
    for key in keys {
      guard let (type, count) = types[key], ranges[key] == nil else {
        throw refuse("storage \(key)", "a storage named once and used", "a stray or repeated key")
      }
      let stored = try reader.integer(Int64.self)
      guard stored == count else { throw refuse("storage \(key)", "\(count) elements", "\(stored)") }
      ranges[key] = try reader.take(count * type.size)
    }
    guard reader.remaining == 0 else {
      throw refuse("storages", "the file's end", "\(reader.remaining) bytes more")
    }
    return ranges
  }

  private func refuse(_ entry: String, _ expected: String, _ found: String) -> CheckpointError {
    .malformed(path: store.path, entry: entry, expected: expected, found: found)
  }
}

private struct LegacyStorages: TorchStorages {
  let store: ByteStore
  let ranges: [String: Range<Int>]

  func range(ofStorage key: String, size: Int, entry: String) throws -> Range<Int> {
    guard let range = ranges[key], range.count == size else {
      throw CheckpointError.malformed(
        path: store.path, entry: entry, expected: "\(size) bytes in storage \(key)",
        found: ranges[key].map { "\($0.count)" } ?? "no such storage")
    }
    return range
  }
}
