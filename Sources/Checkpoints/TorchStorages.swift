/// Finds a storage's bytes by its key.
protocol TorchStorages {
  /// Where the storage of `size` bytes lies; throws if it is absent or of another size.
  func range(ofStorage key: String, size: Int, entry: String) throws -> Range<Int>
  var store: ByteStore { get }
}
