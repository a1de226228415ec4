private import CPNG

extension PNGImage {
  /// The version of libpng in use, such as `1.6.39` (libpng manual: png_get_libpng_ver).
  public static var libraryVersion: String {
    png_get_libpng_ver(nil).map { String(cString: $0) } ?? "unknown"
  }
}
