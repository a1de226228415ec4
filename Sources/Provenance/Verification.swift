internal import ContentStore
internal import Digest

/// The bytes in `artifacts/` against the records: what `fovea verify` finds.
public struct Verification: Sendable {
  /// How a path stands.
  public enum Standing: String, Sendable, Codable {
    /// Its bytes are what its record says.
    case good
    /// Its bytes are others.
    case edited
    /// It is not there.
    case missing
    /// The path lies in a recorded folder, which did not hold it.
    case added
    /// No record knows these bytes.
    case unknown
    /// The record cannot be trusted.
    case recordDamaged
  }

  /// One path that was looked at: an output, or a file in a folder that is not as it was.
  public struct Line: Sendable, Equatable, Codable {
    /// The path within the workspace.
    public var path: String
    /// How it stands.
    public var standing: Standing
    /// The stage or cell that made it, as `stage@cell`.
    public var maker: String?
    /// What the record says: a digest.
    public var expected: String?
    /// What is there: a digest, or what is wrong.
    public var found: String?
    /// Whether it is a file in an output, and no output itself.
    public var isInner = false
    /// Whether it is of published results: no run puts it back, the commit that holds it does.
    public var isPublished = false
  }

  /// The lines: every output, followed by what differs in it.
  public private(set) var lines: [Line] = []

  private let ledger: Ledger
  /// Every byte is read: nothing is believed that was remembered.
  private let reader = StatCache(file: nil)

  /// Compares every recorded output, or those at and below some paths.
  ///
  /// Published results count as well. A path outside of every output is looked for by its bytes.
  /// - Parameter progress: told the bytes of the outputs done so far and in all.
  public init(of ledger: Ledger, paths: [String] = [], progress: (Int64, Int64) -> Void = { _, _ in }) throws
  {
    self.ledger = ledger
    var makers: [Maker] = []
    for (name, record) in try ledger.stageRecords() {
      if let record = record.record { makers.append(Maker(record)) }
      guard let reason = record.damage, paths.isEmpty else { continue }
      lines.append(Line(path: "\(Ledger.committed)/\(name)", standing: .recordDamaged, found: reason))
    }
    if paths.isEmpty { lines += try comparedPublished { _ in true } }
    let outputs = makers.flatMap { maker in maker.outputs.map { (maker, $0) } }
    if paths.isEmpty { try compare(outputs, progress) }
    for path in paths {
      let place = FileSystem.bare(ledger.place(of: path))
      let isRoot = ByteOrder.same(place, FileSystem.bare(ledger.place(of: ledger.root)))
      let chosen = outputs.filter { isRoot || FileSystem.holds(place, $0.1.path) }
      let published = try comparedPublished {
        isRoot || FileSystem.meet(place, $0)
      }
      lines += published
      if !chosen.isEmpty {
        try compare(chosen, progress)
      } else if !published.isEmpty, try FileSystem.exists(path) {
        continue
      } else if let (maker, output) = outputs.first(where: {
        FileSystem.holds($0.1.path, place)
      }) {
        try compare(inner: place, of: output, maker)
      } else {
        try lookUp(path, place)
      }
    }
  }

  /// What was published against its records; what was not published is no line.
  ///
  /// A folder is compared as a whole.
  private func comparedPublished(where isWanted: (String) -> Bool) throws -> [Line] {
    try ledger.publishedRecords().flatMap { folder, path, record -> [Line] in
      guard let record = record.record else {
        guard isWanted(path) else { return [] }
        return [Line(path: path, standing: .recordDamaged, found: record.damage, isPublished: true)]
      }
      return try record.result.outputs.compactMap { output in
        let place = PublishedResults.place(of: output.path, in: folder)
        guard isWanted(place), let content = try reader.content(of: "\(ledger.root)/\(place)") else {
          return nil
        }
        return Line(
          path: place, standing: content == output.content ? .good : .edited,
          maker: CellName.text(record.stage, record.cell), expected: output.content.digest.hex,
          found: content.digest.hex, isPublished: true)
      }
    }
  }

  private mutating func compare(
    _ outputs: [(Maker, RunRecord.Output)], _ progress: (Int64, Int64) -> Void
  ) throws {
    let total = outputs.reduce(0) { $0 + $1.1.content.size }
    var done: Int64 = 0
    for (maker, output) in outputs {
      try compare(output, maker)
      done += output.content.size
      progress(done, total)
    }
  }

  private mutating func compare(_ output: RunRecord.Output, _ maker: Maker) throws {
    let path = output.path
    var line = Line(
      path: path, standing: .good, maker: maker.name, expected: output.content.digest.hex)
    let place = ledger.root + "/" + path
    let content: ContentID
    do {
      guard let found = try reader.content(of: place) else {
        line.standing = .missing
        return lines.append(line)
      }
      content = found
    } catch let error as ContentStoreError where error.isUnfit(place) {
      (line.standing, line.found) = (.edited, "\(error)")
      return lines.append(line)
    }
    line.found = content.digest.hex
    line.standing = content == output.content ? .good : .edited
    lines.append(line)
    if line.standing == .edited, content.kind == .folder, output.content.kind == .folder {
      try tellInner(of: output, maker)
    }
  }

  /// Names the files of a folder that are not as they were, as far as its manifests are known.
  private mutating func tellInner(of output: RunRecord.Output, _ maker: Maker) throws {
    guard let before = try ledger.store.knownFiles(of: output.content.digest) else { return }
    try tell(before, of: output, maker) { _, isGood in !isGood }
  }

  private mutating func compare(inner place: String, of output: RunRecord.Output, _ maker: Maker) throws {
    let base = output.path
    let name = String(place.utf8.dropFirst(base.utf8.count + 1)) ?? ""
    // Without its folder, or its list, an output can only be compared as a whole.
    guard try FileSystem.exists(ledger.root + "/" + base),
      let before = try ledger.store.knownFiles(of: output.content.digest)
    else { return try compare(output, maker) }
    let known = lines.count
    // A file, or all files of a folder within the output.
    try tell(before, of: output, maker) { inner, _ in FileSystem.holds(name, inner) }
    if lines.count == known { throw ContentStoreError.absent(path: ledger.root + "/" + place) }
  }

  /// A line for each wanted file of a folder as it was and as it is; asked with its name and whether it is good.
  private mutating func tell(
    _ before: [String: SHA256Digest], of output: RunRecord.Output, _ maker: Maker,
    where isWanted: (String, Bool) -> Bool
  ) throws {
    let base = output.path
    let now = try reader.files(of: ledger.root + "/" + base)
    for name in Set(before.keys).union(now.keys).sorted(by: ByteOrder.precedes) {
      let (expected, found) = (before[name], now[name])
      guard isWanted(name, expected == found) else { continue }
      let standing: Standing =
        found == nil ? .missing : expected == nil ? .added : found == expected ? .good : .edited
      lines.append(
        Line(
          path: base + "/" + name, standing: standing, maker: maker.name, expected: expected?.hex,
          found: found?.hex, isInner: true))
    }
  }

  private mutating func lookUp(_ path: String, _ place: String) throws {
    guard let content = try reader.content(of: path) else { throw ContentStoreError.absent(path: path) }
    let finder = try Finder(ledger: ledger, cache: reader)
    let finding = try finder.find(content.digest).first
    lines.append(
      Line(
        path: place, standing: finding == nil ? .unknown : .good,
        maker: finding.map { "\($0.maker.name) at \($0.path)" }, expected: nil, found: content.digest.hex))
  }
}
