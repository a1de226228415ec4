public import ContentStore
internal import Digest
internal import Glibc

/// What is in the way of an output and is nobody's but the person's.
extension Ledger {
  /// Whether a path within the workspace holds something; what cannot be filed is something else.
  public func stands(_ content: ContentID, at path: String, cache: StatCache) throws -> Bool {
    try cache.fitContent(of: "\(root)/\(path)") == content
  }

  /// Whether what stands at a path within the workspace is nobody's but the person's: on no record, or nothing that
  /// can be filed.
  func isEdit(at path: String, cache: StatCache) throws -> Bool {
    let place = "\(root)/\(path)"
    guard let present = try cache.fitContent(of: place) else {
      return try FileSystem.stamp(place, following: false) != nil
    }
    return try !isOnRecord(present, cache)
  }

  /// Files what stands at a path within the workspace, before anything takes its place.
  ///
  /// What is wanted is written down before it is filed: whoever is killed or fails afterwards has no record that
  /// says so. What cannot be filed is moved as it is.
  /// - Parameter always: whether what a run made is written down as well, which no other record may know soon.
  /// - Returns: what a person should know; nothing where nothing stands there, or what a run made.
  public func keep(_ path: String, cache: StatCache, always: Bool = false) throws -> [String] {
    let place = "\(root)/\(path)"
    do {
      guard let present = try cache.content(of: place) else { return [] }
      let isKnown = try isOnRecord(present, cache)
      // What a run made goes into the store as well where it is not there: its record may give way, too.
      guard try always || !isKnown || !store.holds(present) else { return [] }
      try write(kept: present, path)
      let kept = try store.add(place)
      if kept != present { try write(kept: kept, path) }
      guard !isKnown else { return [] }
      return [
        "'\(path)' held something of your own; it is kept as object \(kept.digest): "
          + "`fovea restore \(kept.digest) --to NEW-PLACE` brings it back"
      ]
    } catch let error as ContentStoreError where error.isUnfit(place) {
      let aside = try moveAside(place)
      return ["'\(path)' held what cannot be filed (\(error)); it lies in '\(relative(aside))' now"]
    }
  }

  private func isOnRecord(_ content: ContentID, _ cache: StatCache) throws -> Bool {
    // Mostly what an earlier run here made: then no record of others has to be read.
    if try completeIndex().runHits(content.digest).contains(where: { $0.use != .input }) { return true }
    let finder = try Finder(ledger: self, cache: cache)
    return try !finder.find(content.digest).isEmpty
  }

  /// Everything that gave way to an output and was not in the store, oldest first; each that is there or was about to
  /// be.
  public func keptEdits() throws -> [KeptEdit] {
    guard try FileSystem.exists(keptPath) else { return [] }
    let lines = String(decoding: try FileSystem.read(keptPath, limit: 1 << 30), as: UTF8.self)
    // A line that a full disk cut off names nothing that was filed.
    return lines.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2, let digest = SHA256Digest(hex: parts[0]) else { return nil }
      return KeptEdit(digest: digest, path: parts[1])
    }
  }

  private func write(kept content: ContentID, _ path: String) throws {
    try FileSystem.append(Array("\(content.digest) \(path)\n".utf8), to: keptPath, durably: true)
  }

  /// Into the machine's folder, or beside its place where that is another disk.
  private func moveAside(_ place: String) throws -> String {
    let folder = root + "/.fovea/aside"
    try FileSystem.makeFolders(folder)
    let number = (try FileSystem.names(in: folder).compactMap { Int($0) }.max() ?? 0) + 1
    try FileSystem.makeMovable(place)
    let (aside, beside) = ("\(folder)/\(number)", "\(place).aside-\(number)")
    do {
      try FileSystem.renameDurably(place, to: aside)
      return aside
    } catch ContentStoreError.system(_, _, code: EXDEV) {
      try FileSystem.renameDurably(place, to: beside)
      return beside
    }
  }
}
