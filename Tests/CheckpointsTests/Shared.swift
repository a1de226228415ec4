import Foundation

/// The folder of golden files, and whether it is here.
enum Shared {
  static let golden: String =
    ProcessInfo.processInfo.environment["FOVEA_GOLDEN"]
    ?? (ProcessInfo.processInfo.environment["FOVEA_SHARED"] ?? "../shared") + "/golden"

  /// A folder that FOVEA_GOLDEN names has to be there; the usual one may be missing.
  static var hasGolden: Bool {
    ProcessInfo.processInfo.environment["FOVEA_GOLDEN"] != nil
      || FileManager.default.fileExists(atPath: golden + "/manifest.json")
  }

  /// A path in a new folder of its own.
  static func scratch(_ name: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fovea-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appending(path: name).path
  }
}
