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
  static func owner(_ folder: SHA256Digest) -> String { "\(folderMark)\(folder)" }

  private static let folderMark = "folder:"

  /// The folder of such an owner.
  static func folder(_ owner: String) -> SHA256Digest? {
    owner.hasPrefix(folderMark) ? SHA256Digest(hex: owner.dropFirst(7)) : nil
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

  /// Where the parts of a block lie.
  private struct Block {
    var owner: Range<Int>
    var digests: Int
    var count: Int
    var end: Int
  }

  private(set) var runs: Set<String> = []
  private(set) var bytes: [UInt8] = []
  private var blocks: [Block] = []
  /// The owners that are runs.
  private(set) var runSum = NameSum()

  /// An index of the blocks in some bytes; reading ends at the first that is damaged.
  init(reading bytes: [UInt8]) {
    var place = 0
    bytes.withUnsafeBytes { bytes in
      while let end = Self.blockEnd(in: bytes, at: place) {
        enter(Self.block(in: bytes, from: place + 4, to: end - 8), in: bytes)
        place = end
      }
    }
    self.bytes = place == bytes.count ? bytes : Array(bytes[..<place])
  }

  /// Adds a run's or a folder's lines.
  mutating func append(_ owner: String, _ lines: [Line]) {
    guard !runs.contains(owner) else { return }
    let start = bytes.count
    bytes += Self.encoded(owner, lines)
    let end = bytes.count - 8
    bytes.withUnsafeBytes { enter(Self.block(in: $0, from: start + 4, to: end), in: $0) }
  }

  /// Everything that had to do with a digest, in the order in which it was added.
  func hits(_ digest: SHA256Digest) -> [Hit] {
    let wanted = digest.withBytes { $0.loadUnaligned(as: UInt64.self) }
    var hits: [Hit] = []
    bytes.withUnsafeBytes { bytes in
      for block in blocks {
        var place = block.digests
        for index in 0..<block.count {
          if bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) == wanted,
            SHA256Digest(bytes: .init(rebasing: bytes[place..<(place + SHA256Digest.byteCount)])) == digest,
            let hit = Self.hit(index, in: block, bytes)
          {
            hits.append(hit)
          }
          place += SHA256Digest.byteCount
        }
      }
    }
    return hits
  }

  /// The digests that begin with these hexadecimal digits, each as often as it is listed.
  func digests(beginning text: String) -> [String] {
    bytes.withUnsafeBytes { bytes in
      blocks.flatMap { block in
        (0..<block.count).compactMap { index in
          let place = block.digests + index * SHA256Digest.byteCount
          let hex = SHA256Digest(bytes: .init(rebasing: bytes[place..<(place + SHA256Digest.byteCount)])).hex
          return hex.hasPrefix(text) ? hex : nil
        }
      }
    }
  }

  /// The runs that used anything for which `isWanted` says yes to digest and path.
  func uses(where isWanted: (SHA256Digest, String) -> Bool) -> Set<String> {
    var users: Set<String> = []
    bytes.withUnsafeBytes { bytes in
      for block in blocks {
        let owner = String(decoding: bytes[block.owner], as: UTF8.self)
        guard Self.folder(owner) == nil else { continue }
        for (index, tail) in Self.tails(of: block, bytes, first: block.count).enumerated() {
          guard tail.first == Use.input.rawValue else { continue }
          let place = block.digests + index * SHA256Digest.byteCount
          let digest = SHA256Digest(
            bytes: .init(rebasing: bytes[place..<(place + SHA256Digest.byteCount)]))
          if isWanted(digest, String(decoding: tail.dropFirst(), as: UTF8.self)) { users.insert(owner) }
        }
      }
    }
    return users
  }

  /// The block of a run or a folder.
  static func encoded(_ owner: String, _ lines: [Line]) -> [UInt8] {
    var payload = Array(owner.utf8) + [0] + number(lines.count)
    for line in lines { line.digest.withBytes { payload.append(contentsOf: $0) } }
    for line in lines {
      payload.append(line.use.rawValue)
      payload.append(contentsOf: line.path.utf8)
      payload.append(0)
    }
    return number(payload.count) + payload + SHA256Digest(of: payload).bytes.prefix(8)
  }

  private mutating func enter(_ block: Block, in bytes: UnsafeRawBufferPointer) {
    let owner = String(decoding: bytes[block.owner], as: UTF8.self)
    guard runs.insert(owner).inserted else { return }
    blocks.append(block)
    if !owner.hasPrefix(Self.folderMark) { runSum.add(owner.utf8) }
  }

  /// Use and path of a block's first digests.
  private static func tails(
    of block: Block, _ bytes: UnsafeRawBufferPointer, first count: Int
  ) -> ArraySlice<Slice<UnsafeRawBufferPointer>> {
    let start = block.digests + block.count * SHA256Digest.byteCount
    return bytes[start..<block.end].split(separator: 0, maxSplits: count, omittingEmptySubsequences: false)
      .prefix(count)
  }

  private static func hit(_ index: Int, in block: Block, _ bytes: UnsafeRawBufferPointer) -> Hit? {
    let tails = tails(of: block, bytes, first: index + 1)
    guard index < tails.count, let first = tails[index].first, let use = Use(rawValue: first) else {
      return nil
    }
    return Hit(
      run: String(decoding: bytes[block.owner], as: UTF8.self), use: use,
      path: String(decoding: tails[index].dropFirst(), as: UTF8.self))
  }

  /// The parts of a payload; a count that does not fit is cut to what does.
  private static func block(in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Block {
    var place = start
    while place < end, bytes[place] != 0 { place += 1 }
    let owner = start..<place
    let digests = min(place + 5, end)
    let count = digests - place == 5 ? number(in: bytes, at: place + 1) : 0
    return Block(
      owner: owner, digests: digests, count: min(count, (end - digests) / SHA256Digest.byteCount), end: end)
  }

  private static func blockEnd(in bytes: UnsafeRawBufferPointer, at place: Int) -> Int? {
    guard place + 4 <= bytes.count else { return nil }
    let length = number(in: bytes, at: place)
    let end = place + 4 + length + 8
    guard end <= bytes.count, length > 4 else { return nil }
    let check = SHA256Digest(of: UnsafeRawBufferPointer(rebasing: bytes[(place + 4)..<(end - 8)]))
    let written = bytes.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self)
    return check.withBytes { $0.loadUnaligned(as: UInt64.self) } == written ? end : nil
  }

  private static func number(in bytes: UnsafeRawBufferPointer, at place: Int) -> Int {
    Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
  }

  private static func number(_ value: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt32(value).littleEndian) { Array($0) }
  }
}
