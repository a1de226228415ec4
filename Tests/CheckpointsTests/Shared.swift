import Foundation

/// The folder of golden files, and whether it is here.
enum Shared {
  static let golden = ProcessInfo.processInfo.environment["FOVEA_GOLDEN"] ?? folder + "/golden"

  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let folder =
    ProcessInfo.processInfo.environment["FOVEA_SHARED"]
    ?? package.deletingLastPathComponent().appending(path: "shared").path

  /// A folder that FOVEA_GOLDEN names has to be there; the usual one may be missing.
  static var hasGolden: Bool {
    ProcessInfo.processInfo.environment["FOVEA_GOLDEN"] != nil
      || FileManager.default.fileExists(atPath: golden + "/manifest.json")
  }

  /// Calls `body` with a path in a folder of its own, removed afterwards.
  static func withScratch<Result>(_ name: String, _ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fovea-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.appending(path: name).path)
  }
}
