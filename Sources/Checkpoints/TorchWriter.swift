import Foundation

/// Writes the zip form that `torch.load` reads, also with `weights_only=True`.
///
/// The root is {'meta': {…}, 'state_dict': OrderedDict}, as MMEngine writes it. Storages are aligned to 64
/// bytes, as PyTorch does. No times are stored, so that equal checkpoints give equal bytes.
enum TorchWriter {
  /// The bytes of the file, its tensors in the order of the names.
  static func encode(_ checkpoint: Checkpoint) throws -> Data {
    var pickler = Pickler()
    pickler.root(checkpoint)
    var zip = ZipWriter()
    try zip.add("archive/data.pkl", [pickler.bytes])
    try zip.add("archive/byteorder", [Array("little".utf8)])
    for (index, name) in checkpoint.names.enumerated() {
      if let tensor = checkpoint[name] { try zip.add("archive/data/\(index)", [tensor.bytes]) }
    }
    try zip.add("archive/version", [Array("3\n".utf8)])
    return zip.finish()
  }
}
