internal import Glibc

extension FileSystem {
  /// Where a path leads with every link followed: `realpath(3)`; nil, with `errno` set, where that is nowhere.
  public static func real(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// Where a path leads, and every link on the way.
  public struct Destination: Sendable, Equatable {
    /// The place without links, `.` and `..` in it; what does not exist keeps its name.
    public var path: String
    /// The links that were followed, in this order.
    public var links: [String]
  }

  /// Follows an absolute path link by link, whether anything stands at its end or not.
  ///
  /// Throws `.linkLoop` after forty links, as the system does.
  public static func destination(of path: String) throws -> Destination {
    var found = Destination(path: "", links: [])
    var waiting = Array(path.split(separator: "/").reversed())
    while let name = waiting.popLast() {
      if name == "." { continue }
      if name == ".." {
        found.path = found.path.isEmpty ? "" : parent(of: found.path)
        if found.path == "/" { found.path = "" }
        continue
      }
      let place = "\(found.path)/\(name)"
      guard let target = try target(ofLink: place) else {
        found.path = place
        continue
      }
      found.links.append(place)
      guard found.links.count <= 40 else { throw ContentStoreError.linkLoop(path: path) }
      if target.hasPrefix("/") { found.path = "" }
      waiting += target.split(separator: "/").reversed()
    }
    if found.path.isEmpty { found.path = "/" }
    return found
  }

  /// What a link holds, or nil for anything that is none.
  private static func target(ofLink path: String) throws -> String? {
    try withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      guard let start = buffer.baseAddress else { return nil }
      let count = readlink(path, start, buffer.count)
      if count >= 0 {
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
      if [EINVAL, ENOENT, ENOTDIR].contains(errno) { return nil }
      throw failure(path, "look where it leads")
    }
  }
}
