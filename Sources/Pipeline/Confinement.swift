internal import CProcess
internal import ContentStore
internal import Glibc

/// What one stage may open: a Landlock ruleset under construction, and the places in it.
///
/// Enforced by the kernel for the stage and all that it starts: opening anything else fails with EACCES, a
/// rename or hard link out of an allowed place with EXDEV. Not covered: whether a file exists and its
/// properties (stat, chmod), the network, and descriptors that are open already.
final class Confinement {
  /// What may be done at a place and below it.
  enum Access {
    case read, write
  }

  /// Where the system keeps programs, libraries and their settings.
  private static let system = [
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/nix/store", "/gnu/store",
    "/run/systemd/resolve", "/dev/zero", "/dev/random", "/dev/urandom", "/proc/cpuinfo", "/proc/meminfo",
    "/proc/stat", "/proc/sys", "/proc/version", "/proc/filesystems", "/proc/loadavg", "/proc/uptime",
    "/sys/devices/system", "/sys/fs/cgroup", "/sys/kernel/mm",
  ]

  /// The kernel's version of Landlock, or nil where it has none.
  static var version: Int32? {
    let version = fovea_landlock_version()
    return version > 0 ? version : nil
  }

  /// The ruleset's descriptor.
  let rules: Int32
  private let version: Int32
  private var places: [(path: String, access: Access)] = []

  /// A ruleset that allows the system alone; nil where the kernel has no Landlock.
  init?() throws {
    guard let version = Self.version else { return nil }
    self.version = version
    rules = fovea_landlock_create(version)
    guard rules >= 0 else { throw PipelineError.system(what: "make a Landlock ruleset", code: errno) }
    for place in Self.system { try allow(place, .read) }
    for place in ["/dev/null", "/dev/full"] { try allow(place, .write) }
  }

  deinit { close(rules) }

  /// Allows a file, or a folder with everything in it; a link counts as what it leads to, nothing there as
  /// nothing.
  func allow(_ path: String, _ access: Access) throws {
    let descriptor = fovea_open_place(path)
    guard descriptor >= 0 else {
      // What cannot be opened needs no permission.
      if [ENOENT, ENOTDIR, EACCES, ELOOP].contains(errno) { return }
      throw PipelineError.system(what: "open '\(path)'", code: errno)
    }
    defer { close(descriptor) }
    let isFolder = try FileStamp(of: descriptor, path).kind == .folder
    guard fovea_landlock_allow(rules, descriptor, rights(access, isFolder: isFolder)) == 0 else {
      throw PipelineError.system(what: "allow '\(path)' to a stage", code: errno)
    }
    if let real = FileSystem.real(path) { places.append((real, access)) }
  }

  /// Whether reading, or writing, what a path leads to is allowed.
  func allows(_ path: String, _ access: Access) -> Bool {
    guard let real = FileSystem.real(path) ?? FileSystem.real(FileSystem.parent(of: path)) else {
      return false
    }
    return places.contains { place in
      FileSystem.holds(place.path, real) && (access == .read || place.access == .write)
    }
  }

  private func rights(_ access: Access, isFolder: Bool) -> UInt64 {
    let reading = UInt64(fovea_may_execute | fovea_may_read_file)
    let file = reading | UInt64(fovea_may_write_file | fovea_may_truncate)
    switch (access, isFolder) {
    case (.read, false): return reading
    case (.read, true): return reading | UInt64(fovea_may_read_folder)
    case (.write, false): return file & fovea_landlock_rights(version)
    case (.write, true): return fovea_landlock_rights(version)
    }
  }
}
