import CMatio
import Foundation

/// Writes variables one after another into a new v5 file.
///
/// The header is fixed (libmatio's own holds the date), so that equal variables give equal files with one
/// version of zlib. The file is complete when `MATFile.write` has returned.
public struct MATWriter: ~Copyable {
  /// The text in the first 116 bytes of every file.
  static let header = "MATLAB 5.0 MAT-file, Platform: any, Created by: Fovea"

  private let path: String
  private let file: OpaquePointer
  private let compression: matio_compression

  fileprivate init(path: String, compressed: Bool) throws {
    self.path = path
    compression = compressed ? MAT_COMPRESSION_ZLIB : MAT_COMPRESSION_NONE
    let (file, warnings) = Matio.run { Mat_CreateVer(path, Self.header, MAT_FT_MAT5) }
    guard let file else { throw Self.failure(path, "a place for a new file", warnings) }
    self.file = file
  }

  /// Adds a `uint8` variable.
  public func add(_ name: String, _ array: MATArray<UInt8>) throws {
    try array.values.withUnsafeBytes { try add(name, $0, array.dims, MAT_C_UINT8, MAT_T_UINT8) }
  }

  /// Adds a `double` variable.
  public func add(_ name: String, _ array: MATArray<Double>) throws {
    try array.values.withUnsafeBytes { try add(name, $0, array.dims, MAT_C_DOUBLE, MAT_T_DOUBLE) }
  }

  private func add(
    _ name: String, _ bytes: UnsafeRawBufferPointer, _ dims: [Int], _ variableClass: matio_classes,
    _ type: matio_types
  ) throws {
    var sizes = dims
    if sizes.count == 1 { sizes.append(1) }
    let (status, warnings) = Matio.run { () -> Int32 in
      let data = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      let variable = Mat_VarCreate(
        name, variableClass, type, Int32(sizes.count), &sizes, data, Int32(MAT_F_DONT_COPY_DATA.rawValue))
      guard let variable else { return -1 }
      defer { Mat_VarFree(variable) }
      return Mat_VarWrite(file, variable, compression)
    }
    guard status == 0, warnings.isEmpty else {
      throw Self.failure(path, "variable \(name) of \(dims) to be written", warnings)
    }
  }

  fileprivate func close() throws {
    let (status, warnings) = Matio.run { Mat_Close(file) }
    guard status == 0, warnings.isEmpty else { throw Self.failure(path, "the file to close", warnings) }
  }

  private static func failure(_ path: String, _ expected: String, _ warnings: [String]) -> MATError {
    .unwritable(path: path, expected: expected, found: warnings.first ?? "a refusal of libmatio")
  }
}

extension MATFile {
  /// Writes a new file with the variables that `body` adds, replacing what was there.
  ///
  /// Compressed by default. The structure of the written file is checked before this returns, because
  /// libmatio does not tell of a full disk. Throws `MATError.unwritable` and what `body` throws.
  public static func write(
    to path: String, compressed: Bool = true, _ body: (borrowing MATWriter) throws -> Void
  ) throws {
    let writer = try MATWriter(path: path, compressed: compressed)
    do {
      try body(writer)
    } catch {
      // The first error is the one to tell; the file is of no use either way.
      try? writer.close()
      throw error
    }
    try writer.close()
    do {
      _ = try MATFile(path: path)
    } catch {
      throw MATError.unwritable(path: path, expected: "a complete file", found: "\(error)")
    }
  }
}
