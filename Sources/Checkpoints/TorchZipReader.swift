/// Reads what `torch.save` writes since PyTorch 1.6: a zip of `data.pkl` and one entry for each storage.
struct TorchZipReader {
  private let archive: ZipArchive
  private let prefix: String

  private var store: ByteStore { archive.store }

  init(_ store: ByteStore) throws {
    archive = try ZipArchive(store)
    let pickles = archive.entries.keys.filter { $0.split(separator: "/").dropFirst() == ["data.pkl"] }
    guard pickles.count == 1, let pickle = pickles.first else {
      throw CheckpointError.malformed(
        path: store.path, entry: "archive", expected: "one FOLDER/data.pkl",
        found: archive.entries.keys.contains { $0.hasSuffix("/constants.pkl") }
          ? "a TorchScript program" : "\(pickles.count)")
    }
    prefix = String(pickle.dropLast("data.pkl".count))
  }

  /// Runs the pickle and resolves its tensors.
  func checkpoint() throws -> Checkpoint {
    try checkByteOrder()
    let range = try archive.checkedRange(of: prefix + "data.pkl")
    var unpickler = Unpickler(ByteReader(store, entry: "data.pkl", range: range))
    let root = try unpickler.run()
    guard unpickler.position == range.upperBound else {
      throw unpickler.refuse("the pickle's end", "\(range.upperBound - unpickler.position) bytes more")
    }
    let cache = CheckedStorages(archive: archive, prefix: prefix)
    var graph = TorchGraph(unpickler.nodes, cache)
    return try graph.checkpoint(root: root)
  }

  private func checkByteOrder() throws {
    guard archive.entries[prefix + "byteorder"] != nil else { return }
    let range = try archive.checkedRange(of: prefix + "byteorder")
    let order = store.withBytes(range) { String(decoding: $0, as: UTF8.self) }
    guard order == "little" else {
      throw CheckpointError.malformed(path: store.path, entry: "byteorder", expected: "little", found: order)
    }
  }
}

/// The storages of an archive, each entry's CRC-32 checked once.
private final class CheckedStorages: TorchStorages {
  private let archive: ZipArchive
  private let prefix: String
  private var checked: [String: Range<Int>] = [:]

  init(archive: ZipArchive, prefix: String) {
    self.archive = archive
    self.prefix = prefix
  }

  var store: ByteStore { archive.store }

  func range(ofStorage key: String, size: Int, entry: String) throws -> Range<Int> {
    let name = prefix + "data/" + key
    let range = try checked[key] ?? archive.checkedRange(of: name)
    checked[key] = range
    guard range.count == size else {
      throw CheckpointError.malformed(
        path: store.path, entry: entry, expected: "\(size) bytes in \(name)", found: "\(range.count)")
    }
    return range
  }
}
