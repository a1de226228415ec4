import Foundation

/// The kinds of checkpoint file that Fovea reads and writes.
public enum CheckpointFormat: String, Sendable {
  case safetensors
  /// PyTorch's zip form.
  case torch = "pth"
  /// PyTorch's form before 1.6; read only.
  case legacyTorch = "legacy pth"
}

extension Checkpoint {
  /// Reads a safetensors or PyTorch file, told apart by its first bytes.
  ///
  /// Throws `CheckpointError`. The file must not change while the checkpoint is in use.
  public init(contentsOf path: String) throws {
    try self.init(ByteStore(mapping: path))
  }

  /// Reads a file's bytes.
  init(_ store: ByteStore) throws {
    switch try Self.format(of: store) {
    case .safetensors: self = try SafetensorsReader(store).checkpoint()
    case .torch: self = try TorchZipReader(store).checkpoint()
    case .legacyTorch: self = try TorchLegacyReader(store).checkpoint()
    }
  }

  /// Which kind of checkpoint the file at `path` is.
  ///
  /// Throws `CheckpointError.wrongFormat`, which says what the file looks like instead.
  public static func format(ofFileAt path: String) throws -> CheckpointFormat {
    try format(of: ByteStore(mapping: path))
  }

  /// Writes a safetensors or a PyTorch zip file: beside it first, then renamed into place.
  ///
  /// Equal checkpoints give equal bytes. In a PyTorch file sets and bytes of `meta` become lists, tensors and
  /// opaque values None. Throws `CheckpointError`.
  public func write(to path: String, as format: CheckpointFormat) throws {
    precondition(format != .legacyTorch, "the legacy form is read only")
    let data = format == .safetensors ? try SafetensorsWriter.encode(self) : try TorchWriter.encode(self)
    do {
      try data.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw CheckpointError.inaccessible(path: path, reason: "cannot write: \(error.localizedDescription)")
    }
  }

  static func format(of store: ByteStore) throws -> CheckpointFormat {
    let head = store.withBytes(0..<min(store.count, 24)) { [UInt8]($0) }
    // Before the zip: a header's length may begin with the bytes of its signature.
    if hasHeader(head, in: store) { return .safetensors }
    if head.starts(with: [0x50, 0x4B, 3, 4]) { return .torch }
    if head.starts(with: TorchLegacyReader.magicPickle) { return .legacyTorch }
    if head.count > 8 && head[8] == UInt8(ascii: "{") { return .safetensors }
    throw CheckpointError.wrongFormat(
      path: store.path, expected: "a PyTorch or safetensors checkpoint", found: Self.guess(head))
  }

  /// Whether the file begins as safetensors do: the length of a header that it can hold, and an object.
  private static func hasHeader(_ head: [UInt8], in store: ByteStore) -> Bool {
    guard head.count > 8, head[8] == UInt8(ascii: "{") else { return false }
    let length = head.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return length <= UInt64(store.count - 8)
  }

  /// What bytes that are no checkpoint look like.
  private static func guess(_ head: [UInt8]) -> String {
    let text = String(decoding: head.drop { $0 <= 32 }, as: UTF8.self).lowercased()
    if head.isEmpty { return "an empty file" }
    if text.hasPrefix("<") { return "HTML or XML (a login or error page saved under this name?)" }
    if text.hasPrefix("version https://git-lfs") { return "a Git LFS pointer; fetch the file itself" }
    if head.starts(with: [0x1F, 0x8B]) { return "gzip; decompress it first" }
    if head.starts(with: [0x80]) {
      return "a bare pickle or a tar-era PyTorch file; save it again with torch.save"
    }
    return "bytes \(head.prefix(8).map { String($0, radix: 16) }.joined(separator: " "))"
  }
}
