/// Images with their masks: a folder of `images/` and `masks/` that hold equally named PNG files.
///
/// Hidden files and what file managers leave (`Thumbs.db`) are passed over; anything else that is no pair is an
/// error, so that nothing is left out without a word.
public struct ImagePairs: Sendable {
  /// The folder.
  public let folder: String
  /// The files' names, sorted; every one is in both folders.
  public let names: [String]

  /// Lists a folder, without reading any image.
  ///
  /// Throws `RetinaError.layout` for a folder that cannot be listed or is empty, for a file that is no PNG by its
  /// name (`.png`, in whatever case), and for an image or a mask without the other.
  public init(folder: String) throws {
    self.folder = folder
    names = try Self.files(in: folder + "/images")
    guard !names.isEmpty else {
      throw RetinaError.layout(path: folder + "/images", expected: "PNG files", found: "none")
    }
    let masks = try Self.files(in: folder + "/masks")
    for (names, others, kind) in [(names, Set(masks), "masks"), (masks, Set(names), "images")] {
      guard let lonely = names.first(where: { !others.contains($0) }) else { continue }
      let count = names.count { !others.contains($0) }
      throw RetinaError.layout(
        path: "\(folder)/\(kind)/\(lonely)",
        expected: "a file of that name, as in \(kind == "masks" ? "images" : "masks")/",
        found: count == 1 ? "none" : "none (nor those of \(count - 1) others)")
    }
  }

  /// Where an image lies.
  public func image(_ name: String) -> String { "\(folder)/images/\(name)" }
  /// Where its mask lies.
  public func mask(_ name: String) -> String { "\(folder)/masks/\(name)" }

  private static func files(in folder: String) throws -> [String] {
    let names = try FolderListing.names(in: folder, expected: "a folder of PNG files")
    if let other = names.first(where: { !isPNG($0) }) {
      throw RetinaError.layout(
        path: "\(folder)/\(other)", expected: "PNG files only, named .png", found: other)
    }
    return names
  }

  /// Whether a file is a PNG by its name.
  static func isPNG(_ name: String) -> Bool { name.lowercased().hasSuffix(".png") }
}
