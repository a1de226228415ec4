public import Digest

extension FileSystem {
  /// A digest of what the file system says of a path and of everything below it, times included; nil when
  /// nothing is there.
  ///
  /// Two that are equal mean that nobody wrote there in between, not even the same bytes. Links are followed;
  /// no file is read.
  public static func fingerprint(_ path: String) throws -> SHA256Digest? {
    guard let stamp = try stamp(path) else { return nil }
    var hasher = SHA256Hasher()
    var above: [StatCache.Key] = []
    try enter(path, stamp, above: &above, into: &hasher)
    return hasher.finish()
  }

  private static func enter(
    _ path: String, _ stamp: FileStamp, above: inout [StatCache.Key], into hasher: inout SHA256Hasher
  ) throws {
    hasher.update(
      "\(stamp.device) \(stamp.inode) \(stamp.size) \(stamp.modified) \(stamp.changed) \(stamp.mode)\0")
    let key = StatCache.Key(device: stamp.device, inode: stamp.inode)
    guard stamp.kind == .folder, !above.contains(key) else { return }
    above.append(key)
    defer { above.removeLast() }
    for name in try names(in: path) {
      hasher.update("\(name)\0")
      let inner = path + "/" + name
      if let stamp = try self.stamp(inner) { try enter(inner, stamp, above: &above, into: &hasher) }
    }
  }
}
