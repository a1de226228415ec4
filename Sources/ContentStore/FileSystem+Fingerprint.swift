public import Digest

extension FileSystem {
  /// A digest of what the file system says of a path and of everything below it, times included; nil when
  /// nothing is there.
  ///
  /// Two that are equal mean that nobody wrote there in between, not even the same bytes, and that no link on
  /// the way was set anew. Links are followed; no file is read.
  public static func fingerprint(_ path: String) throws -> SHA256Digest? {
    guard let stamp = try stamp(path) else { return nil }
    var hasher = SHA256Hasher()
    var above: [StatCache.Key] = []
    try enterLinks(path, into: &hasher)
    try enter(path, stamp, above: &above, into: &hasher)
    return hasher.finish()
  }

  /// The links that lead to what counts: one that was set anew and set back leaves what it leads to as it was.
  private static func enterLinks(_ path: String, into hasher: inout SHA256Hasher) throws {
    for link in try destination(of: path).links {
      if let stamp = try stamp(link, following: false) { enter(stamp, into: &hasher) }
    }
  }

  private static func enter(_ stamp: FileStamp, into hasher: inout SHA256Hasher) {
    hasher.update(
      "\(stamp.device) \(stamp.inode) \(stamp.size) \(stamp.modified) \(stamp.changed) \(stamp.mode)\0")
  }

  private static func enter(
    _ path: String, _ stamp: FileStamp, above: inout [StatCache.Key], into hasher: inout SHA256Hasher
  ) throws {
    enter(stamp, into: &hasher)
    let key = StatCache.Key(device: stamp.device, inode: stamp.inode)
    guard stamp.kind == .folder, !above.contains(key) else { return }
    above.append(key)
    defer { above.removeLast() }
    for name in try names(in: path) {
      hasher.update("\(name)\0")
      let inner = path + "/" + name
      guard var stamp = try self.stamp(inner, following: false) else { continue }
      if stamp.kind == .link {
        try enterLinks(inner, into: &hasher)
        guard let target = try self.stamp(inner) else { continue }
        stamp = target
      }
      try enter(inner, stamp, above: &above, into: &hasher)
    }
  }
}
