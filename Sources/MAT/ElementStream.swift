import CZlib

/// The bytes of one top-level element in order, inflated where the file has them compressed.
///
/// Reading never goes past the element, and `finish` throws unless the element was used up exactly; a
/// compressed one must then have ended with the right Adler-32.
final class ElementStream {
  /// The place and name that errors carry.
  struct Origin {
    let path: String
    var variable: String?
    /// The byte of the file where the payload starts.
    let offset: Int
  }

  var origin: Origin
  private(set) var position = 0
  private let source: UnsafeRawBufferPointer
  private let compressed: Bool
  private var inflater = z_stream()
  private var ended = false

  /// A stream over `source`, which must outlive it.
  init(_ source: UnsafeRawBufferPointer, compressed: Bool, origin: Origin) throws {
    self.source = source
    self.compressed = compressed
    self.origin = origin
    guard compressed else { return }
    let status = inflateInit_(&inflater, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib could not be started: \(status)")
    inflater.next_in = UnsafeMutablePointer(mutating: source.bindMemory(to: UInt8.self).baseAddress)
    inflater.avail_in = UInt32(source.count)
  }

  deinit {
    if compressed { inflateEnd(&inflater) }
  }

  /// The most bytes that can follow: deflate makes at most 1032 of one (zlib's technical details).
  var mostRemaining: Int { (compressed ? 1032 * source.count : source.count) - position }

  /// The byte of the file that is read next.
  var fileOffset: Int { origin.offset + (compressed ? Int(inflater.total_in) : position) }

  /// An error at the current byte.
  func damage(expected: String, found: String) -> MATError {
    .damaged(
      path: origin.path, variable: origin.variable, offset: fileOffset, expected: expected, found: found)
  }

  /// Fills `target`; throws when the element holds fewer bytes.
  func read(into target: UnsafeMutableRawBufferPointer) throws {
    let filled = compressed ? try inflate(into: target) : copy(into: target)
    guard filled == target.count else {
      throw damage(
        expected: "\(target.count) bytes after \(position - filled) of the variable",
        found: "its end after \(filled)")
    }
  }

  /// Reads a number in the file's byte order.
  func read<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) throws -> Number {
    var number = Number.zero
    try withUnsafeMutableBytes(of: &number) { try read(into: $0) }
    return Number(littleEndian: number)
  }

  /// Throws unless every byte was read and the checksum is right.
  func finish() throws {
    var rest: UInt8 = 0
    let more = try withUnsafeMutableBytes(of: &rest) { compressed ? try inflate(into: $0) : copy(into: $0) }
    let unread = compressed ? Int(inflater.avail_in) : source.count - position
    guard more == 0, unread == 0, ended || !compressed else {
      throw damage(
        expected: compressed ? "the end of the compressed variable and its checksum" : "the variable's end",
        found: more + unread > 0 ? "more bytes" : "neither")
    }
  }

  private func copy(into target: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(target.count, source.count - position)
    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[position..<(position + count)]))
    position += count
    return count
  }

  /// Behind the last block the rest of its last byte must be zero: no checksum covers it.
  private func checkLeftover() throws {
    let behindLastBlock: Int32 = 64 + 128
    guard inflater.data_type & behindLastBlock == behindLastBlock, let next = inflater.next_in else { return }
    let leftover = next[-1] >> (8 - UInt8(inflater.data_type & 7))
    guard leftover == 0 else {
      throw damage(expected: "zeros behind the last block", found: "\(leftover)")
    }
  }

  private func inflate(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    inflater.next_out = target.bindMemory(to: UInt8.self).baseAddress
    inflater.avail_out = UInt32(target.count)
    while inflater.avail_out > 0 && !ended {
      // Z_BLOCK stops behind each block, so that the bits left over behind the last one can be seen.
      let status = CZlib.inflate(&inflater, Z_BLOCK)
      ended = status == Z_STREAM_END
      guard status == Z_OK || ended else {
        let reason = inflater.msg.map { String(cString: $0) } ?? "the end of the data (zlib \(status))"
        throw damage(expected: "undamaged compressed data", found: reason)
      }
      try checkLeftover()
    }
    let filled = target.count - Int(inflater.avail_out)
    position += filled
    return filled
  }
}
