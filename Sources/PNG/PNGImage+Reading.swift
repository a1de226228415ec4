import CPNG
import Foundation

extension PNGImage {
  /// Reads a file exactly.
  ///
  /// Throws `PNGError` for files that are missing, damaged at any byte, or hold what could not be read
  /// exactly: palettes, 16, 4 or 2 bits a sample, transparent colors, animations. Gray of 1 bit becomes
  /// 0 and 255. Chunks about color (gAMA, iCCP …) leave the samples alone.
  public init(path: String) throws {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw PNGError.unreadable(
        path: path, expected: "a PNG file", found: "no readable file (\(error.localizedDescription))")
    }
    try self.init(bytes: [UInt8](data), name: path)
  }

  /// Reads the bytes of a file; errors call them `name`.
  public init(bytes: [UInt8], name: String) throws {
    let layout = try bytes.withUnsafeBytes { try PNGLayout($0, path: name) }
    let channels = try layout.channels(path: name)
    let pixels = try Self.decode(bytes, layout: layout, channels: channels, name: name)
    self.init(width: layout.width, height: layout.height, channels: channels, pixels: pixels)
  }

  private static func decode(
    _ bytes: [UInt8], layout: PNGLayout, channels: Int, name: String
  ) throws -> [UInt8] {
    let rowBytes = layout.width * channels
    var message = [CChar](repeating: 0, count: FOVEA_PNG_MESSAGE)
    var position = 0
    var status: Int32 = 0
    let pixels = [UInt8](unsafeUninitializedCapacity: rowBytes * layout.height) { pixels, count in
      pixels.initialize(repeating: 0)
      count = rowBytes * layout.height
      bytes.withUnsafeBufferPointer { bytes in
        var source = FoveaPNGSource(bytes: bytes.baseAddress, count: bytes.count, position: 0)
        status = fovea_png_read(
          &source, pixels.baseAddress, UInt32(layout.height), rowBytes, UInt32(PNGLayout.longestSide),
          &message)
        position = source.position
      }
    }
    guard status == 0, position == bytes.count else {
      let reason = String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw PNGError.damaged(
        path: name, expected: "an undamaged PNG of \(layout.width)×\(layout.height)",
        found: "\(reason.isEmpty ? "unread bytes" : reason) (near byte \(position))")
    }
    return pixels
  }
}
