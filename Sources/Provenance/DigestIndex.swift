internal import ContentStore
internal import Digest

/// Which runs made and used which digests, files inside folders included: `.fovea/runs/index`.
///
/// What lies inside a folder is written once, under the folder's digest in the place of a run.
/// A saving of time only: blocks are checked, what is damaged or missing is read from the records again.
/// The file is a row of blocks: length of the payload (4 bytes, little-endian), payload, first 8 bytes of
/// its SHA-256. A payload: the run's identifier and a zero, the number of digests (4 bytes), the digests,
/// for each one byte of `Use` and its path and a zero.
struct DigestIndex: Sendable {
  /// How a run or folder had to do with a digest.
  enum Use: UInt8 {
    // Never zero: that ends a path.
    case input = 1
    case output, inner
  }

  /// What stands in the place of a run for what lies in a folder.
  static func owner(_ folder: SHA256Digest) -> String { "folder:\(folder)" }

  /// The folder of such an owner.
  static func folder(_ owner: String) -> SHA256Digest? {
    owner.hasPrefix("folder:") ? SHA256Digest(hex: owner.dropFirst(7)) : nil
  }

  /// One digest of one run.
  struct Line: Sendable {
    var digest: SHA256Digest
    var use: Use
    /// Its path within the workspace, or within the folder; empty for an input from outside.
    var path: String
  }

  /// A digest found.
  struct Hit: Sendable, Equatable {
    var run: String
    var use: Use
    var path: String
  }

  private(set) var runs: Set<String> = []
  private var bytes: [UInt8] = []
  private var payloads: [Range<Int>] = []

  /// An index of the blocks in some bytes; reading ends at the first that is damaged.
  init(reading bytes: [UInt8]) {
    var place = 0
    while let end = Self.blockEnd(in: bytes, at: place) {
      let payload = (place + 4)..<(end - 8)
      if runs.insert(Self.run(in: bytes, payload)).inserted { payloads.append(payload) }
      place = end
    }
    self.bytes = Array(bytes[..<place])
  }

  /// The bytes of all blocks.
  var file: [UInt8] { bytes }

  /// Adds a run's lines.
  mutating func append(_ run: String, _ lines: [Line]) {
    let block = Self.block(run, lines)
    guard runs.insert(run).inserted else { return }
    payloads.append((bytes.count + 4)..<(bytes.count + block.count - 8))
    bytes += block
  }

  /// Every run that had to do with a digest, in the order in which they were added.
  func hits(_ digest: SHA256Digest) -> [Hit] {
    let wanted = digest.withBytes { $0.loadUnaligned(as: UInt64.self) }
    return bytes.withUnsafeBytes { bytes in
      payloads.flatMap { payload -> [Hit] in
        let run = Self.run(in: bytes, payload)
        let start = payload.lowerBound + run.utf8.count + 1
        let count = Self.number(in: bytes, at: start)
        let matches = (0..<count).filter { index in
          let place = start + 4 + index * SHA256Digest.byteCount
          return bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) == wanted
            && SHA256Digest(bytes: .init(rebasing: bytes[place..<(place + SHA256Digest.byteCount)])) == digest
        }
        return matches.isEmpty ? [] : Self.hits(run, matches, in: bytes[payload], from: start, count: count)
      }
    }
  }

  /// The block of a run.
  static func block(_ run: String, _ lines: [Line]) -> [UInt8] {
    var payload = Array(run.utf8) + [0] + number(lines.count)
    for line in lines { line.digest.withBytes { payload.append(contentsOf: $0) } }
    for line in lines { payload += [line.use.rawValue] + Array(line.path.utf8) + [0] }
    return number(payload.count) + payload + SHA256Digest(of: payload).bytes.prefix(8)
  }

  private static func hits(
    _ run: String, _ matches: [Int], in payload: Slice<UnsafeRawBufferPointer>, from start: Int, count: Int
  ) -> [Hit] {
    let tails = payload[(start + 4 + count * SHA256Digest.byteCount)...]
      .split(separator: 0, omittingEmptySubsequences: false)
    return matches.compactMap { index in
      guard index < tails.count, let first = tails[index].first, let use = Use(rawValue: first) else {
        return nil
      }
      return Hit(run: run, use: use, path: String(decoding: tails[index].dropFirst(), as: UTF8.self))
    }
  }

  private static func blockEnd(in bytes: [UInt8], at place: Int) -> Int? {
    guard place + 4 <= bytes.count else { return nil }
    let length = bytes.withUnsafeBytes { number(in: $0, at: place) }
    let end = place + 4 + length + 8
    guard end <= bytes.count, length > 4 else { return nil }
    let check = bytes.withUnsafeBytes {
      SHA256Digest(of: UnsafeRawBufferPointer(rebasing: $0[(place + 4)..<(end - 8)]))
    }
    return check.bytes.prefix(8).elementsEqual(bytes[(end - 8)..<end]) ? end : nil
  }

  private static func run(in bytes: some RandomAccessCollection<UInt8>, _ payload: Range<Int>) -> String {
    String(decoding: bytes.dropFirst(payload.lowerBound).prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func number(in bytes: UnsafeRawBufferPointer, at place: Int) -> Int {
    Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
  }

  private static func number(_ value: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt32(value).littleEndian) { Array($0) }
  }
}
