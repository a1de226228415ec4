private import CGit2

extension Repository {
  /// The version of libgit2 in use, such as `1.5.1` (git2.h: git_libgit2_version).
  public static var libraryVersion: String {
    var major: Int32 = 0
    var minor: Int32 = 0
    var revision: Int32 = 0
    git_libgit2_version(&major, &minor, &revision)
    return "\(major).\(minor).\(revision)"
  }
}
