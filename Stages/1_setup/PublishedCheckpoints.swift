import Foundation

/// A folder of OpenMMLab checkpoints: the file names end in the first eight hex digits of the SHA-256.
struct PublishedCheckpoints: Codable {
  struct Entry: Codable {
    let file: String
    let sha256: String
  }

  let files: [Entry]

  /// Copies every `.pth` of a folder whose digest agrees with its name; nil gives an empty list.
  ///
  /// Throws `DataError` for a file that is not the one that its name promises.
  static func gather(from source: String?, to folder: String) throws -> PublishedCheckpoints {
    guard let source else { return PublishedCheckpoints(files: []) }
    let all: [String]
    do {
      all = try FileManager.default.contentsOfDirectory(atPath: source)
    } catch {
      throw DataError.file(
        path: source, expected: "a folder of checkpoints", found: "none that can be listed")
    }
    let names = all.filter { $0.hasSuffix(".pth") }.sorted()
    guard !names.isEmpty else {
      throw DataError.file(
        path: source, expected: "checkpoints named MODEL-HASH.pth, as OpenMMLab's are",
        found: "\(all.count) other files")
    }
    return PublishedCheckpoints(
      files: try names.map { name in
        let path = "\(source)/\(name)"
        let digest = try Download.sha256(of: path)
        guard let promised = promise(of: name) else {
          throw DataError.file(
            path: path, expected: "a name that ends in eight hex digits, as OpenMMLab's do", found: name)
        }
        guard digest.hasPrefix(promised) else {
          throw DataError.file(
            path: path, expected: "a SHA-256 that begins with \(promised), as the name says",
            found: String(digest.prefix(8)))
        }
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        try FileManager.default.copyItem(atPath: file, toPath: "\(folder)/\(name)")
        return Entry(file: name, sha256: digest)
      })
  }

  /// Writes the list beside the files.
  func write(to folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try (encoder.encode(self) + [0x0A]).write(to: URL(fileURLWithPath: folder + "/manifest.json"))
  }

  private static func promise(of name: String) -> String? {
    let digits = name.dropLast(".pth".count).suffix(8)
    return digits.count == 8 && digits.allSatisfy(\.isHexDigit) ? digits.lowercased() : nil
  }
}
