import Foundation

/// The data beside the project that only development has.
enum SharedData {
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let folder =
    ProcessInfo.processInfo.environment["FOVEA_SHARED"]
    ?? package.deletingLastPathComponent().appendingPathComponent("shared").path
  static let duke = folder + "/data/duke-dme"
  static let golden = ProcessInfo.processInfo.environment["FOVEA_GOLDEN"] ?? folder + "/golden"
  static let fixtures = package.appendingPathComponent("Tests/Fixtures").path

  /// A folder that FOVEA_GOLDEN names has to be there; the usual one may be missing.
  static var hasGolden: Bool {
    ProcessInfo.processInfo.environment["FOVEA_GOLDEN"] != nil || has(golden + "/manifest.json")
  }

  static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}

/// A folder of its own in the temporary folder, removed afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let path = NSTemporaryDirectory() + "fovea-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}
