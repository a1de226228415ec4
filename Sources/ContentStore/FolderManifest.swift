public import Digest

/// What a folder holds, level by level: the text whose SHA-256 is the folder's digest.
///
/// One line an entry, in the order of the names' bytes: `f` (file) or `d` (folder), a space, the digest, a
/// space, the size, a space, the name, and a NUL. The first line is `fovea-folder 1` and a NUL. Times, owners
/// and permissions do not count: disks of other systems have others; a link counts as what it leads to; an
/// empty folder counts. Of before that was so `x` stands for a file that was executable.
public struct FolderManifest: Sendable, Hashable {
  /// One name in the folder.
  public struct Entry: Sendable, Hashable {
    /// The name, without slash.
    public var name: String
    /// What stands there; a folder's digest is that of its own manifest.
    public var content: ContentID
    /// Whether an old manifest calls it executable (files only).
    public var isExecutable: Bool

    /// An entry.
    public init(name: String, content: ContentID, isExecutable: Bool = false) {
      self.name = name
      self.content = content
      self.isExecutable = isExecutable
    }
  }

  /// The first line of every manifest.
  public static let opening = Array("fovea-folder 1\0".utf8)

  /// The entries, sorted by the bytes of their names.
  public let entries: [Entry]

  /// A manifest of entries in any order; two of one name trap.
  public init(_ entries: [Entry]) {
    guard !Self.isSorted(entries) else {
      self.entries = entries
      return
    }
    let sorted = entries.sorted { ByteOrder.precedes($0.name, $1.name) }
    precondition(Self.isSorted(sorted), "two entries of a folder have one name")
    self.entries = sorted
  }

  private static func isSorted(_ entries: [Entry]) -> Bool {
    zip(entries, entries.dropFirst()).allSatisfy { ByteOrder.precedes($0.name, $1.name) }
  }

  /// The identity of a folder that holds this.
  public var content: ContentID {
    ContentID(
      kind: .folder, digest: SHA256Digest(of: bytes), size: entries.reduce(0) { $0 + $1.content.size })
  }

  /// The text that is hashed and stored.
  public var bytes: [UInt8] {
    var text = Self.opening
    text.reserveCapacity(16 + entries.count * 112)
    for entry in entries {
      text.append(entry.letter)
      text.append(0x20)
      entry.content.digest.appendHex(to: &text)
      text.append(0x20)
      text.append(contentsOf: String(entry.content.size).utf8)
      text.append(0x20)
      text.append(contentsOf: entry.name.utf8)
      text.append(0)
    }
    return text
  }

  /// Reads a manifest's text; throws `.badManifest` on anything that `bytes` would not have written.
  public init(parsing bytes: [UInt8], of digest: SHA256Digest) throws {
    func bad(_ reason: String) -> ContentStoreError { .badManifest(digest, reason: reason) }
    var lines = bytes.split(separator: 0, omittingEmptySubsequences: false)
    guard lines.popLast()?.isEmpty == true,
      lines.first.map({ $0.elementsEqual("fovea-folder 1".utf8) }) == true
    else { throw bad("expected 'fovea-folder 1' and whole lines") }
    var entries: [Entry] = []
    var size: Int64 = 0
    for line in lines.dropFirst() {
      guard let entry = Entry(line: line) else { throw bad("entry \(entries.count + 1) is malformed") }
      size += entry.content.size
      guard size <= ContentID.mostBytes else { throw bad("expected at most \(ContentID.mostBytes) bytes") }
      if let last = entries.last, !ByteOrder.precedes(last.name, entry.name) {
        throw bad("'\(entry.name)' is out of order")
      }
      entries.append(entry)
    }
    self.entries = entries
  }
}

extension FolderManifest.Entry {
  /// The letter for its kind.
  fileprivate var letter: UInt8 {
    content.kind == .folder ? UInt8(ascii: "d") : isExecutable ? UInt8(ascii: "x") : UInt8(ascii: "f")
  }

  /// An entry from its line, or nil.
  fileprivate init?(line: ArraySlice<UInt8>) {
    let parts = line.split(separator: 0x20, maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0].count == 1, let letter = parts[0].first,
      let name = String(validating: parts[3], as: UTF8.self), !name.isEmpty, name != ".", name != "..",
      !name.utf8.contains(UInt8(ascii: "/")),
      let digest = SHA256Digest(hex: String(decoding: parts[1], as: UTF8.self)),
      let size = Int64(String(decoding: parts[2], as: UTF8.self)), (0...ContentID.mostBytes).contains(size)
    else { return nil }
    switch letter {
    case UInt8(ascii: "d"):
      self.init(name: name, content: ContentID(kind: .folder, digest: digest, size: size))
    case UInt8(ascii: "f"), UInt8(ascii: "x"):
      self.init(
        name: name, content: ContentID(kind: .file, digest: digest, size: size),
        isExecutable: letter == UInt8(ascii: "x"))
    default: return nil
    }
  }
}
