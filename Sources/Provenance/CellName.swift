internal import Digest

/// The one text that names a stage or a cell: `stage` or `stage@cell`, also as a file's name.
enum CellName {
  /// The text for a person.
  static func text(_ stage: String, _ cell: String?) -> String {
    stage + (cell.map { "@" + $0 } ?? "")
  }

  /// The text as a file's name: bytes that no file name may have are `%NN`; of one too long the beginning and a
  /// digest.
  static func fileName(_ stage: String, _ cell: String?) -> String {
    let bytes = text(stage, cell).utf8
    let name = bytes.enumerated().map { index, byte in
      let isPlain = byte >= 0x80 || (byte > 0x20 && byte != 0x7f && byte != 0x25 && byte != 0x2f)
      return isPlain && !(index == 0 && byte == 0x2e) ? [byte] : escaped(byte)
    }.reduce(into: [UInt8]()) { $0 += $1 }.text
    guard name.utf8.count > longest else { return name }
    var start = ""
    for scalar in name.unicodeScalars where start.utf8.count + 4 < longest - 17 {
      start.unicodeScalars.append(scalar)
    }
    return "\(start)-\(SHA256Digest(of: text(stage, cell)).hex.prefix(16))"
  }

  /// A file system takes 255 bytes, of which endings and temporary names need some.
  private static let longest = 200

  private static func escaped(_ byte: UInt8) -> [UInt8] {
    let hex = String(byte, radix: 16, uppercase: true)
    return Array(("%" + (hex.count == 1 ? "0" : "") + hex).utf8)
  }
}

extension [UInt8] {
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
