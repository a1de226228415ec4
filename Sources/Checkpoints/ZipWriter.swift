import Foundation

/// Writes a zip file of stored entries without times; entries' bytes begin at multiples of 64.
struct ZipWriter {
  private var data = Data()
  private var directory = Data()
  private var count = 0
  /// The file must end before this byte; zip64 begins there.
  private let limit: Int

  /// An empty file that ends before 4 GiB, or before `limit`.
  init(limit: Int = Int(UInt32.max)) {
    self.limit = limit
  }

  /// Appends one entry made of `parts`.
  ///
  /// Throws if the file would reach 4 GiB or 65,535 entries: no model of the zoo comes near.
  mutating func add(_ name: String, _ parts: [[UInt8]]) throws {
    let size = parts.reduce(0) { $0 + $1.count }
    let padding = Self.padding(after: data.count + 30 + name.utf8.count)
    let end = data.count + 30 + name.utf8.count + padding.count + size
    // The directory with this entry, and the end record.
    let rest = directory.count + 46 + name.utf8.count + 22
    guard end + rest < limit, count < 0xFFFE, let size32 = UInt32(exactly: size),
      let offset = UInt32(exactly: data.count)
    else {
      throw CheckpointError.excessive(
        path: "", entry: name, limit: limit, found: "\(end + rest) bytes in \(count + 1) entries")
    }
    let bytes = parts.count == 1 ? parts[0] : Array(parts.joined())
    let checksum = bytes.withUnsafeBytes { ZipArchive.crc32($0) }
    data.append(Self.words(0x0403_4B50 as UInt32))
    let common = Self.common(checksum: checksum, size: size32, nameLength: name.utf8.count)
    data.append(common)
    data.append(Self.words(UInt16(padding.count)))
    data.append(contentsOf: name.utf8)
    data.append(padding)
    data.append(contentsOf: bytes)
    directory.append(Self.words(0x0201_4B50 as UInt32))
    directory.append(Self.words(20 as UInt16))
    directory.append(common)
    directory.append(Data(count: 12))  // no extra field, no comment, first disk, no attributes
    directory.append(Self.words(offset))
    directory.append(contentsOf: name.utf8)
    count += 1
  }

  /// The file: entries, directory and end record.
  func finish() -> Data {
    precondition(
      data.count + directory.count < Int(UInt32.max) && count < 0xFFFF, "the zip needs zip64 records")
    var file = data
    file.append(directory)
    file.append(Self.words(0x0605_4B50 as UInt32))
    file.append(Data(count: 4))
    file.append(Self.words(UInt16(count)) + Self.words(UInt16(count)))
    file.append(Self.words(UInt32(directory.count)) + Self.words(UInt32(data.count)))
    file.append(Data(count: 2))
    return file
  }

  /// Version, flags (names are UTF-8), method, time, checksum, both sizes, name length.
  private static func common(checksum: UInt32, size: UInt32, nameLength: Int) -> Data {
    words(20 as UInt16) + words(0x800 as UInt16) + Data(count: 2) + words(0x0021_0000 as UInt32)
      + words(checksum)
      + words(size) + words(size) + words(UInt16(nameLength))
  }

  /// An extra field ("FB", as PyTorch names it) that ends at a multiple of 64.
  private static func padding(after end: Int) -> Data {
    let fill = (64 - (end + 4) % 64) % 64
    return Data("FB".utf8) + words(UInt16(fill)) + Data(repeating: UInt8(ascii: "Z"), count: fill)
  }

  private static func words<T: FixedWidthInteger>(_ value: T) -> Data {
    withUnsafeBytes(of: value.littleEndian) { Data($0) }
  }
}
