/// PNG files built by hand, chunk by chunk, so that tests can hold what no writer of ours makes.
enum RawPNG {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// A whole file; `rows` hold a filter byte each.
  static func file(
    width: UInt32, height: UInt32, depth: UInt8 = 8, colorType: UInt8 = 0, interlace: UInt8 = 0,
    between: [UInt8] = [], rows: [UInt8]
  ) -> [UInt8] {
    signature
      + chunk("IHDR", bytes(width) + bytes(height) + [depth, colorType, 0, 0, interlace])
      + between + chunk("IDAT", stored(rows)) + chunk("IEND", [])
  }

  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bytes(UInt32(data.count)) + body + bytes(crc(body))
  }

  static func bytes(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(number >> (24 - 8 * $0) & 0xFF) } }

  /// A zlib stream of one stored block.
  static func stored(_ data: [UInt8]) -> [UInt8] {
    let count = UInt16(data.count)
    let sizes = [count, ~count].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    var sums: (UInt32, UInt32) = (1, 0)
    for byte in data {
      sums.0 = (sums.0 + UInt32(byte)) % 65521
      sums.1 = (sums.1 + sums.0) % 65521
    }
    return [0x78, 0x01, 0x01] + sizes + data + bytes(sums.1 << 16 | sums.0)
  }

  private static func crc(_ data: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in data {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
    }
    return ~crc
  }
}
