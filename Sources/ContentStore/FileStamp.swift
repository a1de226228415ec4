internal import Glibc

/// What the file system says of a file without reading it.
public struct FileStamp: Sendable, Hashable {
  /// What stands under a name.
  public enum Kind: Sendable, Hashable {
    case file, folder, link, fifo, socket, device
  }

  /// The device that holds the file.
  public var device: UInt64
  /// The file's number on its device.
  public var inode: UInt64
  /// Its size in bytes.
  public var size: Int64
  /// When its content last changed: nanoseconds since 1970.
  ///
  /// Programs can set it.
  public var modified: Int64
  /// When its content or its properties last changed: nanoseconds since 1970.
  ///
  /// Programs cannot set it.
  public var changed: Int64
  /// The permission bits.
  public var mode: UInt32
  /// What it is.
  public var kind: Kind

  /// The stamp of an open file; `path` is for messages.
  public init(of descriptor: Int32, _ path: String) throws {
    self = try FileSystem.stamp(of: descriptor, path)
  }

  /// The seconds that nanoseconds can count in 64 bits, less one.
  private static let mostSeconds: Int64 = Int64.max / 1_000_000_000 - 1

  init(_ status: stat) {
    func nanoseconds(_ time: timespec) -> Int64 {
      // Programs set any year; what lies beyond 2262 counts as then.
      let seconds = min(max(Int64(time.tv_sec), -Self.mostSeconds), Self.mostSeconds)
      return seconds * 1_000_000_000 + Int64(time.tv_nsec)
    }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = nanoseconds(status.st_mtim)
    changed = nanoseconds(status.st_ctim)
    mode = status.st_mode & 0o7777
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      case S_IFIFO: .fifo
      case S_IFSOCK: .socket
      default: .device
      }
  }
}
