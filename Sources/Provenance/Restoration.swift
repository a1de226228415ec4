public import ContentStore
internal import Digest
internal import Foundation

/// Outputs of earlier runs, put back from the store: what `fovea restore` does.
///
/// Everything is checked before anything is changed: that the store holds every byte undamaged, and that
/// nothing of a person's own stands in the way.
public struct Restoration: Sendable {
  /// What forbids it.
  public enum Problem: Error, Equatable, CustomStringConvertible {
    /// The subject has no outputs.
    case nothingToRestore(String)
    /// The store lacks something.
    case lost(paths: [String])
    /// Files stand there that were edited since their run.
    case edited(paths: [String])
    /// A file stands where a folder has to be.
    case inTheWay(path: String, String)
    /// A link leads out of the workspace.
    case outside(path: String, real: String)

    /// One sentence with what to do.
    public var description: String {
      switch self {
      case .nothingToRestore(let text):
        "'\(text)': expected a run or commit with outputs, found none on record"
      case .lost(let paths):
        "the store no longer holds \(paths.brief); nothing was changed; `fovea reproduce` makes it anew"
      case .inTheWay(let path, let file):
        "\(path): expected a folder at '\(file)', found a file; nothing was changed; move it away"
      case .outside(let path, let real):
        "\(path): a link leads to '\(real)'; expected a place inside the workspace; nothing was changed"
      case .edited(let paths):
        "edited since their run: \(paths.brief); nothing was changed; --force keeps the edits in the store and "
          + "goes on"
      }
    }
  }

  /// One output that was put back, or stood there already.
  public struct Line: Sendable, Equatable {
    /// Its path within the workspace.
    public var path: String
    /// The stage or cell that made it.
    public var maker: String
    /// The run that made it.
    public var run: String
    /// Whether it stood there already.
    public var stood: Bool
  }

  /// What was done, by output.
  public private(set) var lines: [Line] = []
  /// Things that a person should know.
  public private(set) var notes: [String] = []

  private let ledger: Ledger
  private let cache: StatCache

  /// Puts the outputs of a subject back and writes their records.
  ///
  /// The caller holds the workspace's lock.
  /// - Parameters:
  ///   - force: overwrite what was edited; the edits are kept as objects and named in the notes.
  ///   - progress: told the bytes checked so far and in all.
  /// - Throws: `Problem`, before anything is changed.
  public init(
    of subject: Subject, in ledger: Ledger, cache: StatCache, force: Bool,
    progress: (Int64, Int64) -> Void = { _, _ in }
  ) throws {
    self.ledger = ledger
    self.cache = cache
    let makers = try subject.makers.map { try Self.named($0, by: subject, ledger) }.filter {
      !$0.outputs.isEmpty
    }
    guard !makers.isEmpty else { throw Problem.nothingToRestore(subject.text) }
    let missing = try makers.flatMap { try wanted($0) }
    for output in missing.map(\.output) { try ledger.checkInside(output.path) }
    try check(missing.map(\.output), progress)
    let edits = try missing.filter { try ledger.isEdit(at: $0.output.path, cache: cache) }.map(\.output.path)
    if !force, !edits.isEmpty { throw Problem.edited(paths: edits) }
    for maker in makers { try put(maker) }
  }

  /// A maker with the one output that a path names or lies in, where the others are on record as they are anyway.
  private static func named(_ maker: Maker, by subject: Subject, _ ledger: Ledger) throws -> Maker {
    guard subject.kind == .path,
      try ledger.stageRecord(stage: maker.stage, cell: maker.cell).record?.produced.run == maker.run
    else { return maker }
    var named = maker
    named.outputs = maker.outputs.filter { subject.isAbout($0.path) }
    return named
  }

  /// The outputs of a maker that do not stand in their places.
  private func wanted(_ maker: Maker) throws -> [(maker: Maker, output: RunRecord.Output)] {
    try maker.outputs.filter { try !ledger.stands($0.content, at: $0.path, cache: cache) }
      .map { (maker, $0) }
  }

  private func check(_ outputs: [RunRecord.Output], _ progress: (Int64, Int64) -> Void) throws {
    let total = outputs.reduce(0) { $0 + $1.content.size }
    var done: Int64 = 0
    var lost: [String] = []
    for output in outputs {
      do {
        try ledger.store.verify(output.content)
      } catch ContentStoreError.noObject {
        lost.append(output.path)
      } catch ContentStoreError.corruptObject(_, _, _, let quarantine) {
        lost.append("\(output.path) (damaged; moved to \(ledger.relative(quarantine)))")
      }
      done += output.content.size
      progress(done, total)
    }
    if !lost.isEmpty { throw Problem.lost(paths: lost) }
  }

  private mutating func put(_ maker: Maker) throws {
    let begun = Date().timeIntervalSince1970
    var told: [String] = []
    for output in maker.outputs {
      let stands = try ledger.stands(output.content, at: output.path, cache: cache)
      if !stands {
        told += try ledger.keep(output.path, cache: cache)
        try ledger.store.restore(output.content, to: ledger.root + "/" + output.path)
      }
      lines.append(Line(path: output.path, maker: maker.name, run: maker.run, stood: stands))
    }
    notes += told
    guard let record = maker.record else {
      if let committed = maker.committed { try ledger.put(committed) }
      return
    }
    let origin = record.restoredFrom ?? record.run
    notes += try ledger.commit(
      RunRecord(
        run: try ledger.newRun(), stage: record.stage, cell: record.cell, ingredients: record.ingredients,
        outputs: record.outputs, outcome: .restored, restoredFrom: origin, metrics: record.metrics,
        started: begun, finished: Date().timeIntervalSince1970, host: record.host, threads: record.threads,
        stamp: Stamp.take(at: ledger.root, untracked: false), shown: record.shown, page: record.page,
        notes: told))
  }
}
