/// The 128 bytes in front of a v5 file's variables.
enum FileHeader {
  static let size = 128

  /// Throws, with the words that help, for what is no little-endian v5 file.
  static func check(_ bytes: UnsafeRawBufferPointer, path: String) throws {
    func refuse(_ found: String) -> MATError {
      .unsupported(path: path, expected: "a MATLAB v5 file (re-save with -v7)", found: found)
    }
    let hdf5: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    let isHDF5 = bytes.starts(with: hdf5) || bytes.dropFirst(512).starts(with: hdf5)
    if isHDF5 || bytes.starts(with: Array("MATLAB 7.3".utf8)) { throw refuse("v7.3, which is HDF5") }
    guard bytes.count >= size else {
      throw MATError.damaged(
        path: path, variable: nil, offset: bytes.count, expected: "a header of \(size) bytes",
        found: "the end of the file")
    }
    if bytes.prefix(4).contains(0) { throw refuse("v4, or no MATLAB file") }
    switch (bytes[126], bytes[127]) {
    case (0x49, 0x4D): break
    case (0x4D, 0x49): throw refuse("a big-endian file")
    default: throw refuse("no byte order mark at byte 126")
    }
    guard (bytes[124], bytes[125]) == (0, 1) else {
      throw refuse("version \(bytes[125]).\(bytes[124])")
    }
  }
}
