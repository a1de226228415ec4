import Foundation

/// The names in a folder that somebody may have meant: all but hidden files and what file managers leave.
enum FolderListing {
  /// The names, sorted; throws `RetinaError.layout`, which says `expected`, for what cannot be listed.
  static func names(in folder: String, expected: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { !$0.hasPrefix(".") && $0 != "Thumbs.db" }.sorted()
    } catch {
      throw RetinaError.layout(path: folder, expected: expected, found: error.localizedDescription)
    }
  }
}
