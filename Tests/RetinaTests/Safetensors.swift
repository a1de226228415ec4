import Foundation
import Tensors

/// The 8-bit tensors of a safetensors file, read for tests only.
struct Safetensors {
  private let data: Data
  private let header: [String: Entry]

  private struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  init(path: String) throws {
    data = try Data(contentsOf: URL(fileURLWithPath: path))
    let size = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let raw = try JSONSerialization.jsonObject(with: data[8..<(8 + size)]) as? [String: Any] ?? [:]
    let entries = raw.filter { $0.key != "__metadata__" }
    let json = try JSONSerialization.data(withJSONObject: entries)
    header = try JSONDecoder().decode([String: Entry].self, from: json)
    self.start = 8 + size
  }

  private let start: Int

  /// The tensor of that name as an image of H × W or H × W × C.
  func raster(_ name: String) -> Raster? {
    guard let entry = header[name], entry.dtype == "U8" else { return nil }
    let bytes = data[(start + entry.offsets[0])..<(start + entry.offsets[1])]
    return Raster(
      width: entry.shape[1], height: entry.shape[0], channels: entry.shape.count > 2 ? entry.shape[2] : 1,
      pixels: [UInt8](bytes))
  }
}
