import CPNG
import Foundation

extension PNGImage {
  /// The image as a PNG file: equal images give equal bytes with one version of zlib.
  ///
  /// Compression level 6; the filter is `up` for every row, which suits scans and masks alike.
  public func encoded() -> [UInt8] {
    let colorTypes = [
      PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGBA,
    ]
    var message = [CChar](repeating: 0, count: FOVEA_PNG_MESSAGE)
    var sink = FoveaPNGSink()
    defer { free(sink.bytes) }
    let status = pixels.withUnsafeBufferPointer {
      fovea_png_write(
        &sink, $0.baseAddress, UInt32(width), UInt32(height), width * channels,
        Int32(colorTypes[channels - 1]), 6, Int32(PNG_FILTER_UP), &message)
    }
    let reason = String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    precondition(status == 0, "libpng could not encode \(width)×\(height)×\(channels): \(reason)")
    return Array(UnsafeBufferPointer(start: sink.bytes, count: sink.count))
  }

  /// Writes the image to a file, replacing what was there; throws `PNGError.unwritable`.
  public func write(to path: String) throws {
    do {
      try Data(encoded()).write(to: URL(fileURLWithPath: path))
    } catch {
      throw PNGError.unwritable(
        path: path, expected: "a place to write \(width)×\(height) pixels",
        found: error.localizedDescription)
    }
  }
}
