public import ContentStore
internal import Digest
internal import Synchronization

/// What `fovea fsck` finds: every object hashed again, every record read.
public struct Inspection: Sendable {
  /// One thing that is wrong, and what mends it.
  public struct Damage: Sendable, Equatable, Codable {
    /// What kind of thing is damaged.
    public enum Kind: String, Sendable, Codable {
      case object, missingObject, stray, runRecord, committedRecord, keyEntry, statCache
    }

    /// What kind of thing it is.
    public var kind: Kind
    /// Its path within the workspace.
    public var path: String
    /// What is wrong with it.
    public var problem: String
    /// Where it was moved to, within the workspace; nil where it stays.
    public var quarantine: String?
    /// The command that mends it, or nil when nothing needs to be done.
    public var mend: String?
  }

  /// Objects that were hashed.
  public private(set) var objects = 0
  /// Records that were read: of runs, committed ones, and entries of the run cache.
  public private(set) var records = 0
  /// What is wrong.
  public private(set) var damage: [Damage] = []
  /// Objects, and outputs of which something was missing, that were filed again from an intact copy in the
  /// workspace.
  public private(set) var mended: [String] = []

  private let ledger: Ledger

  /// Looks at everything; what is damaged is moved to quarantine, the index of digests is made anew.
  ///
  /// The caller holds the workspace's lock.
  /// - Parameters:
  ///   - mend: file damaged and missing objects again where an intact copy stands in the workspace.
  ///   - cache: remembered digests, which are compared with the files' bytes.
  ///   - progress: told the bytes read so far and the bytes in all.
  public init(
    of ledger: Ledger, cache: StatCache, mend: Bool, progress: (Int64, Int64) -> Void = { _, _ in }
  ) throws {
    self.ledger = ledger
    // Asked while nothing is moved yet: makers are found through folders that may turn out damaged.
    let finder = try Finder(ledger: ledger, cache: cache)
    objects = try ledger.store.objects().count
    try inspectObjects(finder, mend, progress)
    try inspectRuns()
    try inspectKeys(finder, mend)
    try inspectCommitted(cache)
    try ledger.rebuildIndex()
  }

  private mutating func inspectObjects(
    _ finder: Finder, _ mend: Bool, _ progress: (Int64, Int64) -> Void
  ) throws {
    let store = ledger.store
    for error in try store.verifyAll(progress: progress) {
      guard case .corruptObject(let digest, let path, let found, let quarantine) = error else { throw error }
      let findings = try finder.find(digest)
      if mend, try refile(digest, findings) {
        mended.append(ledger.relative(path))
        continue
      }
      damage.append(
        Damage(
          kind: .object, path: ledger.relative(path),
          problem: "its bytes have digest \(found.hex.prefix(12))\(Self.origin(findings))",
          quarantine: ledger.relative(quarantine), mend: try remedy(digest, findings)))
    }
    for path in try store.strays() {
      damage.append(
        Damage(
          kind: .stray, path: ledger.relative(path), problem: "its name is no digest; it is not Fovea's",
          quarantine: try setAside(path), mend: nil))
    }
  }

  /// Files an object again from a copy that stands in the workspace; false when there is no intact one.
  private func refile(_ digest: SHA256Digest, _ findings: [Finding]) throws -> Bool {
    for finding in findings {
      let place = ledger.root + "/" + finding.path
      guard try StatCache(file: nil).fitContent(of: place)?.digest == digest else { continue }
      _ = try ledger.store.add(place)
      return true
    }
    return false
  }

  private func remedy(_ digest: SHA256Digest, _ findings: [Finding]) throws -> String? {
    guard let finding = findings.first else { return nil }
    let place = ledger.root + "/" + finding.path
    if try StatCache(file: nil).fitContent(of: place)?.digest == digest { return "fovea fsck --mend" }
    return "fovea run --only --force \(finding.maker.name)"
  }

  private static func origin(_ findings: [Finding]) -> String {
    findings.first.map { "; it was \($0.path) of \($0.maker.name), run \($0.maker.run)" } ?? ""
  }

  private mutating func inspectRuns() throws {
    for identifier in try ledger.runs() {
      records += 1
      guard let reason = try ledger.run(identifier).damage else { continue }
      let path = ledger.runPath(identifier)
      damage.append(
        Damage(
          kind: .runRecord, path: ledger.relative(path), problem: reason, quarantine: try setAside(path),
          mend: nil))
    }
  }

  private mutating func inspectKeys(_ finder: Finder, _ mend: Bool) throws {
    let folder = ledger.store.folder + "/keys"
    for name in try FileSystem.names(in: folder) {
      records += 1
      let path = "\(folder)/\(name)"
      guard let key = SHA256Digest(hex: name.replacing(".json", with: "")) else {
        damage.append(
          Damage(
            kind: .stray, path: ledger.relative(path), problem: "its name is no key",
            quarantine: try setAside(path), mend: nil))
        continue
      }
      let entry = try ledger.entry(key)
      if let reason = entry.damage {
        damage.append(
          Damage(
            kind: .keyEntry, path: ledger.relative(path), problem: reason, quarantine: try setAside(path),
            mend: nil))
      }
      for output in entry.record?.outputs ?? [] where try !ledger.store.holds(output.content) {
        // A damaged part was told of already; what it belongs to is not whole because of it.
        let findings = try finder.find(output.content.digest)
        if mend, try refile(output.content.digest, findings) {
          mended.append(output.path)
          continue
        }
        damage.append(
          Damage(
            kind: .missingObject, path: ledger.relative(ledger.store.path(of: output.content.digest)),
            problem: "something of it is not in the store\(Self.origin(findings))",
            mend: try remedy(output.content.digest, findings)))
      }
    }
  }

  private mutating func inspectCommitted(_ cache: StatCache) throws {
    for (_, path, recorded) in try ledger.publishedRecords() {
      records += 1
      guard let reason = recorded.damage else { continue }
      damage.append(
        Damage(kind: .committedRecord, path: path, problem: reason, mend: "git checkout -- \(path)"))
    }
    for (name, recorded) in try ledger.stageRecords() {
      records += 1
      let path = "\(Ledger.committed)/\(name)"
      if let reason = recorded.damage {
        damage.append(
          Damage(
            kind: .committedRecord, path: path, problem: reason,
            quarantine: try setAside("\(ledger.root)/\(path)"), mend: "fovea run"))
      }
      for output in recorded.record?.result.outputs ?? [] {
        let place = ledger.root + "/" + output.path
        let remembered = try cache.fitContent(of: place)
        let found = try StatCache(file: nil).fitContent(of: place)
        guard remembered != found else { continue }
        damage.append(
          Damage(
            kind: .statCache, path: output.path, problem: "remembered as another digest than its bytes have",
            mend: "rm .fovea/statcache"))
      }
    }
  }

  /// Moves a file to the store's quarantine; gives its path within the workspace.
  private func setAside(_ path: String) throws -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? "file"
    let folder = ledger.store.folder + "/quarantine/"
    var target = folder + name
    var number = 1
    while try FileSystem.exists(target) {
      number += 1
      target = "\(folder)\(name).\(number)"
    }
    try FileSystem.renameDurably(path, to: target)
    return ledger.relative(target)
  }
}
