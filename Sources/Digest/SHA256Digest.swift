/// The 32 bytes of a SHA-256 digest, ordered as their bytes are.
public struct SHA256Digest: Sendable, Hashable {
  /// The bytes as four big-endian words: comparing words is comparing bytes.
  let words: (UInt64, UInt64, UInt64, UInt64)

  /// How many bytes a digest has.
  public static let byteCount = 32

  /// A digest from its 32 bytes.
  ///
  /// Any other number of bytes is a programmer's mistake and traps.
  public init(bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count == Self.byteCount, "a SHA-256 digest has 32 bytes, not \(bytes.count)")
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
    }
    words = (word(0), word(1), word(2), word(3))
  }

  /// A digest from its 32 bytes; any other number traps.
  public init(bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { SHA256Digest(bytes: $0) }
  }

  /// The digest of some bytes.
  public init(of bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { SHA256Digest(of: $0) }
  }

  /// The digest of a text's UTF-8 bytes.
  public init(of text: String) {
    self.init(of: Array(text.utf8))
  }

  /// The digest of the bytes in a buffer.
  public init(of bytes: UnsafeRawBufferPointer) {
    var hasher = SHA256Hasher()
    hasher.update(bytes)
    self = hasher.finish()
  }

  /// A digest from 64 hexadecimal digits of either case, or nil for any other text.
  public init?(hex: some StringProtocol) {
    var values: [UInt8] = []
    values.reserveCapacity(Self.byteCount)
    var high: UInt8?
    for digit in hex.utf8 {
      guard let value = Hexadecimal.value(of: digit), values.count < Self.byteCount else { return nil }
      if let first = high {
        values.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    guard high == nil, values.count == Self.byteCount else { return nil }
    self.init(bytes: values)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    withBytes { Array($0) }
  }

  /// The 64 lower-case hexadecimal digits.
  public var hex: String {
    withBytes { Hexadecimal.text(of: $0) }
  }

  /// Adds the 64 lower-case hexadecimal digits to some text's bytes.
  public func appendHex(to text: inout [UInt8]) {
    withBytes { Hexadecimal.append($0, to: &text) }
  }

  /// Lends the 32 bytes in their order.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    let ordered = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    return try withUnsafeBytes(of: ordered) { try body($0) }
  }

  /// Whether all 32 bytes agree.
  public static func == (left: Self, right: Self) -> Bool {
    left.words == right.words
  }

  /// Feeds the digest's first word, which is as good as random already.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
  }
}

extension SHA256Digest: Comparable {
  /// Whether the left digest's bytes come first.
  public static func < (left: Self, right: Self) -> Bool {
    left.words < right.words
  }
}

extension SHA256Digest: CustomStringConvertible {
  /// The 64 hexadecimal digits.
  public var description: String { hex }
}

extension SHA256Digest: Codable {
  /// Reads 64 hexadecimal digits; throws `DecodingError` on any other text.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.singleValueContainer()
    let text = try box.decode(String.self)
    guard let digest = SHA256Digest(hex: text) else {
      throw DecodingError.dataCorruptedError(
        in: box, debugDescription: "expected the 64 hexadecimal digits of a SHA-256, found '\(text)'")
    }
    self = digest
  }

  /// Writes 64 hexadecimal digits.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.singleValueContainer()
    try box.encode(hex)
  }
}
