import Foundation

/// The folder of expected values of the real MMSegmentation, if it is here; FOVEA_GOLDEN names another one,
/// which then has to be there.
let goldenFolder: URL? = {
  if let named = ProcessInfo.processInfo.environment["FOVEA_GOLDEN"] { return URL(filePath: named) }
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  let shared =
    ProcessInfo.processInfo.environment["FOVEA_SHARED"].map { URL(filePath: $0) }
    ?? root.deletingLastPathComponent().appending(path: "shared")
  let folder = shared.appending(path: "golden")
  return FileManager.default.fileExists(atPath: folder.appending(path: "manifest.json").path) ? folder : nil
}()

/// A distance that must be kept; where another folder is named, 20 times the peer's own error if that is more.
func goldenBound(_ bound: Double, own: Double?) -> Double {
  let isNamed = ProcessInfo.processInfo.environment["FOVEA_GOLDEN"] != nil
  return isNamed ? max(bound, 20 * (own ?? 0)) : bound
}

/// An array of a safetensors file.
struct GoldenArray: Sendable {
  var shape: [Int]
  var values: [Float]
}

/// Reads all F32, U8 and I64 arrays of a safetensors file: 8 bytes of header length, JSON header, data.
func readGolden(_ name: String) throws -> [String: GoldenArray] {
  guard let goldenFolder else { return [:] }
  let data = try Data(contentsOf: goldenFolder.appending(path: name))
  let length = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
  let header = try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any] ?? [:]
  var arrays: [String: GoldenArray] = [:]
  for (key, value) in header {
    guard let entry = value as? [String: Any], let type = entry["dtype"] as? String,
      let shape = entry["shape"] as? [Int], let range = entry["data_offsets"] as? [Int]
    else { continue }
    let bytes = data[8 + length + range[0]..<8 + length + range[1]]
    arrays[key] = GoldenArray(shape: shape, values: decode(Data(bytes), type))
  }
  return arrays
}

private func decode(_ bytes: Data, _ type: String) -> [Float] {
  bytes.withUnsafeBytes { raw in
    switch type {
    case "F32": (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    case "I64":
      (0..<raw.count / 8).map { Float(raw.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self)) }
    case "U8": raw.map { Float($0) }
    default: []
    }
  }
}

/// The manifest's entry under a path of keys.
func goldenManifest(_ keys: String...) throws -> Any? {
  guard let goldenFolder else { return nil }
  let data = try Data(contentsOf: goldenFolder.appending(path: "manifest.json"))
  return keys.reduce(try JSONSerialization.jsonObject(with: data) as Any?) { value, key in
    (value as? [String: Any])?[key]
  }
}
