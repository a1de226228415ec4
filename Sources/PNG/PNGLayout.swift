/// What the chunks of a PNG file say before any pixel is decoded.
struct PNGLayout: Equatable {
  /// The longest side that is read: larger headers are refused before memory is reserved for them.
  static let longestSide = 16_384
  /// The most samples that are read.
  static let mostSamples = 1 << 28
  /// The most chunks that are read.
  static let mostChunks = 10_000

  let width: Int
  let height: Int
  let depth: Int
  let colorType: Int
  /// Chunk types in the order of the file.
  let chunks: [String]
  /// Bytes of compressed rows: of all IDAT chunks.
  let compressed: Int

  /// Walks the chunks of `bytes`: they must end with IEND exactly where the file ends.
  ///
  /// Checksums are left to libpng, which sees every byte anyway.
  init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
      throw PNGError.damaged(
        path: path, expected: "a PNG signature", found: "other bytes (\(bytes.count) in the file)")
    }
    let (chunks, compressed) = try Self.walk(bytes, path: path)
    guard chunks.first == "IHDR", bytes.bigEndian(at: 8) == 13 else {
      throw PNGError.damaged(
        path: path, expected: "an IHDR chunk of 13 bytes first",
        found: "\(chunks.first ?? "nothing") of \(bytes.bigEndian(at: 8)) bytes")
    }
    width = Int(bytes.bigEndian(at: 16))
    height = Int(bytes.bigEndian(at: 20))
    depth = Int(bytes[24])
    colorType = Int(bytes[25])
    self.chunks = chunks
    self.compressed = compressed
  }

  /// The types of all chunks and the bytes in those of rows; throws where the file ends early or goes on after
  /// IEND.
  private static func walk(
    _ bytes: UnsafeRawBufferPointer, path: String
  ) throws -> (chunks: [String], compressed: Int) {
    var chunks: [String] = []
    var compressed = 0
    var offset = 8
    while chunks.last != "IEND" {
      guard offset + 12 <= bytes.count else {
        throw PNGError.damaged(
          path: path, expected: "a chunk at byte \(offset)", found: "the end of the file at \(bytes.count)")
      }
      let type = String(decoding: bytes[(offset + 4)..<(offset + 8)], as: UTF8.self)
      let end = offset + 12 + Int(bytes.bigEndian(at: offset))
      guard end <= bytes.count else {
        throw PNGError.damaged(
          path: path, expected: "chunk \(type) at byte \(offset) to end at \(end)",
          found: "the end of the file at \(bytes.count)")
      }
      guard chunks.count < mostChunks else {
        throw PNGError.unsupported(
          path: path, expected: "at most \(mostChunks) chunks", found: "more")
      }
      chunks.append(type)
      if type == "IDAT" { compressed += end - offset - 12 }
      offset = end
    }
    guard offset == bytes.count else {
      throw PNGError.damaged(
        path: path, expected: "the end of the file after IEND at byte \(offset)",
        found: "\(bytes.count - offset) more bytes")
    }
    return (chunks, compressed)
  }
}

extension PNGLayout {
  /// Samples of a pixel; throws for what cannot be read exactly, naming the property.
  func channels(path: String) throws -> Int {
    try refuseUnreadableSides(path: path)
    let channels = try knownChannels(path: path)
    try refuseUnreadableSamples(channels, path: path)
    return channels
  }

  private func knownChannels(path: String) throws -> Int {
    func refuse(_ property: String) -> PNGError {
      .unsupported(path: path, expected: "8-bit gray or RGB, without palette", found: property)
    }
    if depth == 16 { throw refuse("16 bits a sample") }
    if colorType == 3 { throw refuse("a palette (color type 3)") }
    if chunks.contains("tRNS") { throw refuse("a transparent color (chunk tRNS)") }
    if chunks.contains("acTL") { throw refuse("an animation (chunk acTL)") }
    switch (colorType, depth) {
    case (0, 8), (0, 1): return 1
    case (0, 2), (0, 4): throw refuse("\(depth) bits a sample")
    case (2, 8): return 3
    case (4, 8): return 2
    case (6, 8): return 4
    default: throw refuse("color type \(colorType) with \(depth) bits a sample")
    }
  }

  private func refuseUnreadableSides(path: String) throws {
    let sides = 1...Self.longestSide
    guard sides.contains(width), sides.contains(height) else {
      throw PNGError.unsupported(
        path: path, expected: "sides of 1 to \(Self.longestSide) pixels", found: "\(width)×\(height)")
    }
  }

  /// Samples beyond the limit, or beyond what the IDAT chunks can hold.
  private func refuseUnreadableSamples(_ channels: Int, path: String) throws {
    let samples = width * height * channels
    guard samples <= Self.mostSamples else {
      throw PNGError.unsupported(
        path: path, expected: "at most \(Self.mostSamples) samples", found: "\(width)×\(height)×\(channels)")
    }
    // Deflate makes at most 1032 bytes of one; filter bytes and interlacing only need more.
    guard samples * depth / 8 <= 1032 * compressed else {
      throw PNGError.damaged(
        path: path, expected: "rows of \(width)×\(height) pixels",
        found: "\(compressed) bytes of IDAT, too few to hold them")
    }
  }
}

extension UnsafeRawBufferPointer {
  /// The big-endian 32-bit number at `offset`.
  fileprivate func bigEndian(at offset: Int) -> UInt32 {
    UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
