import CZlib
import Foundation
import MAT

/// MATLAB files built by hand, element by element, so that tests can hold what no writer of ours makes.
enum RawMAT {
  /// A whole file of elements.
  static func file(_ elements: [UInt8]...) -> [UInt8] {
    let text = Array("MATLAB 5.0 MAT-file, Platform: hand".utf8)
    let header = text + [UInt8](repeating: 0x20, count: 116 - text.count) + [UInt8](repeating: 0, count: 8)
    return header + [0x00, 0x01, 0x49, 0x4D] + elements.flatMap(\.self)
  }

  /// A tag, data, and padding to eight bytes.
  static func element(_ type: UInt32, _ data: [UInt8], size: Int? = nil) -> [UInt8] {
    bytes(type) + bytes(UInt32(size ?? data.count)) + data
      + [UInt8](repeating: 0, count: (8 - data.count % 8) % 8)
  }

  /// Tag and up to four bytes of data in eight bytes.
  static func small(_ type: UInt32, _ data: [UInt8]) -> [UInt8] {
    bytes(type | UInt32(data.count) << 16) + data + [UInt8](repeating: 0, count: 4 - data.count)
  }

  static func flags(_ variableClass: UInt32, _ bits: UInt32 = 0) -> [UInt8] {
    element(6, bytes(variableClass | bits << 8) + bytes(UInt32(0)))
  }

  static func dims(_ dims: [Int32]) -> [UInt8] { element(5, dims.flatMap { bytes(UInt32(bitPattern: $0)) }) }

  /// A variable: `values` are whole elements.
  static func matrix(
    _ name: String, class variableClass: UInt32, bits: UInt32 = 0, dims: [Int32], values: [UInt8]
  ) -> [UInt8] {
    let label = name.utf8.count <= 4 ? small(1, Array(name.utf8)) : element(1, Array(name.utf8))
    return element(14, flags(variableClass, bits) + Self.dims(dims) + label + values)
  }

  /// The same element, compressed.
  static func compressed(_ element: [UInt8]) -> [UInt8] {
    var size = compressBound(UInt(element.count))
    var packed = [UInt8](repeating: 0, count: Int(size))
    precondition(compress(&packed, &size, element, UInt(element.count)) == Z_OK, "zlib failed")
    return bytes(UInt32(15)) + bytes(UInt32(size)) + packed.prefix(Int(size))
  }

  static func bytes(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(number >> (8 * $0) & 0xFF) } }

  /// A file of plain elements with each of them compressed; what follows a broken tag stays as it is.
  static func packed(_ file: [UInt8]) -> [UInt8] {
    var result = Array(file[..<128])
    var offset = 128
    while offset + 8 <= file.count {
      let size = (0..<4).reduce(0) { $0 | Int(file[offset + 4 + $1]) << (8 * $1) }
      let end = min(offset + 8 + size, file.count)
      result += compressed(Array(file[offset..<end]))
      offset = end
    }
    return result
  }
}
