internal import Glibc

/// The little of an ELF file (64 bits, little-endian; see elf(5)) that tells where its libraries lie.
struct ELFFile {
  private enum Tag {
    static let load: UInt32 = 1
    static let dynamic: UInt32 = 2
    static let stringTable: UInt64 = 5
    static let path: UInt64 = 15
    static let runPath: UInt64 = 29
  }

  private struct Segment {
    var kind: UInt32
    var offset: UInt64
    var address: UInt64
    var size: UInt64
  }

  private let descriptor: Int32
  private let segments: [Segment]

  /// The file of a descriptor, or nil when it is none of that kind.
  init?(_ descriptor: Int32) {
    self.descriptor = descriptor
    guard let head = Self.bytes(descriptor, at: 0, count: 64),
      head.starts(with: [0x7f, UInt8(ascii: "E"), UInt8(ascii: "L"), UInt8(ascii: "F"), 2, 1])
    else { return nil }
    let (table, size) = (Self.word(head, 32), Int(Self.half(head, 54)))
    let count = Int(Self.half(head, 56))
    guard size >= 56, let entries = Self.bytes(descriptor, at: table, count: size * count) else { return nil }
    segments = (0..<count).map { index in
      let start = index * size
      return Segment(
        kind: UInt32(truncatingIfNeeded: Self.word(entries, start)), offset: Self.word(entries, start + 8),
        address: Self.word(entries, start + 16), size: Self.word(entries, start + 32))
    }
  }

  /// The search path for libraries, as it is written; nil when there is none.
  var runPath: String? {
    guard let dynamic = segments.first(where: { $0.kind == Tag.dynamic }), dynamic.size < 1 << 20,
      let entries = Self.bytes(descriptor, at: dynamic.offset, count: Int(dynamic.size))
    else { return nil }
    var strings: UInt64?
    var name: UInt64?
    for start in stride(from: 0, to: entries.count - 15, by: 16) {
      let value = Self.word(entries, start + 8)
      switch Self.word(entries, start) {
      case Tag.stringTable: strings = value
      case Tag.runPath: name = value
      case Tag.path: name = name ?? value
      default: break
      }
    }
    guard let strings, let name, let place = offset(of: strings &+ name) else { return nil }
    let text = Self.bytes(descriptor, at: place, count: 4096, orFewer: true) ?? []
    return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Where in the file an address lies.
  private func offset(of address: UInt64) -> UInt64? {
    segments.first { $0.kind == Tag.load && $0.address <= address && address - $0.address < $0.size }
      .map { $0.offset &+ (address - $0.address) }
  }

  private static func bytes(
    _ descriptor: Int32, at offset: UInt64, count: Int, orFewer: Bool = false
  ) -> [UInt8]? {
    guard count <= 1 << 20, offset < 1 << 40 else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = pread(descriptor, &bytes, count, off_t(offset))
    return got == count ? bytes : orFewer && got > 0 ? Array(bytes[..<got]) : nil
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> UInt64 {
    bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: UInt64.self)) }
  }

  private static func half(_ bytes: [UInt8], _ place: Int) -> UInt16 {
    bytes.withUnsafeBytes { UInt16(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: UInt16.self)) }
  }
}
