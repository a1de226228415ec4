import Checkpoints
import Foundation
import Testing

/// The golden folder: expected values that the real MMSegmentation computed.
enum Golden {
  static let folder = ProcessInfo.processInfo.environment["FOVEA_GOLDEN"] ?? shared + "/golden"

  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  /// The data beside the project that only development has.
  static let shared =
    ProcessInfo.processInfo.environment["FOVEA_SHARED"]
    ?? package.deletingLastPathComponent().appending(path: "shared").path

  /// A folder that FOVEA_GOLDEN names has to be there; the usual one may be missing.
  static var isHere: Bool {
    ProcessInfo.processInfo.environment["FOVEA_GOLDEN"] != nil
      || FileManager.default.fileExists(atPath: folder + "/manifest.json")
  }

  /// A JSON file of the folder.
  static func json<T: Decodable>(_ file: String, as _: T.Type = T.self) throws -> T {
    try JSONDecoder().decode(T.self, from: Data(contentsOf: URL(filePath: "\(folder)/\(file)")))
  }

  /// A checkpoint of the folder.
  static func file(_ name: String) throws -> Checkpoint {
    try Checkpoint(contentsOf: "\(folder)/\(name)")
  }

  /// max|a−b| / max|b|, the manifest's distance; 0 for two empty or zero arrays, infinite for odd lengths and
  /// NaN.
  static func distance(_ a: [Float], _ b: [Float], atLeast least: Float = 0) -> Double {
    guard a.count == b.count else { return .infinity }
    var (largest, reference) = (0.0, Double(least))
    for (x, y) in zip(a, b) {
      let difference = abs(Double(x) - Double(y))
      if difference.isNaN { return .infinity }
      largest = max(largest, difference)
      reference = max(reference, abs(Double(y)))
    }
    return largest == 0 ? 0 : reference == 0 ? largest : largest / reference
  }
}
