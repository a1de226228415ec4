private import CMatio

extension MATFile {
  /// The version of libmatio in use, such as `1.5.23` (matio.h: Mat_GetLibraryVersion).
  public static var libraryVersion: String {
    var major: Int32 = 0
    var minor: Int32 = 0
    var release: Int32 = 0
    Mat_GetLibraryVersion(&major, &minor, &release)
    return "\(major).\(minor).\(release)"
  }
}
