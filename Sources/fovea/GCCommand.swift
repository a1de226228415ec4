internal import ArgumentParser
internal import ContentStore
internal import Foundation
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// `fovea gc`: what of the store nothing on record needs any more.
struct GCCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Say which objects nothing on record needs; with --apply move them to a trash for a week.",
    discussion: """
      Kept is what any run's record names, what the committed records name here and in every commit that a \
      reference leads to (a branch, a tag, a stash, a snapshot, a worktree, a commit that something ran at), what \
      published results name here, and everything in folders among that. With --older-than also goes what \
      older runs made, unless a committed record names it, and what stopped runs saved longer ago to go on from: \
      that is deleted at once.
      """)

  @Flag(name: [.long, .customLong("yes")], help: "Do it; without, nothing is changed.") var apply = false
  @Flag(help: "Put everything in the trash back.") var undo = false
  @Option(help: ArgumentHelp("Let go of results of runs older than this.", valueName: "days"))
  var olderThan: Double?
  @Flag(help: "One JSON document.") var json = false

  func validate() throws {
    if apply && undo { throw ValidationError("--apply and --undo: expected one of them") }
    if let olderThan, !(olderThan >= 0) {
      throw ValidationError("--older-than: expected days from 0, found \(olderThan)")
    }
  }

  func run() throws {
    try answering {
      let (workspace, ledger, _) = try Opening.records()
      // A driver that runs files objects before their records: gc waits for nobody and disturbs nobody.
      let lock = apply || undo ? try WorkspaceLock.acquire(workspace.lock) : nil
      defer { lock?.release() }
      let trash = Trash(ledger.store)
      if undo { return try tellUndone(trash.undo()) }
      let now = Date().timeIntervalSince1970
      let oldest = olderThan.map { now - $0 * 24 * 3600 }
      let garbage = try Garbage(of: ledger, olderThan: oldest)
      let saved = try SavedWork(in: workspace, olderThan: oldest)
      if apply {
        try trash.empty(now: now)
        let meter = Meter("moving to the trash")
        let count = garbage.paths.count
        try trash.take(garbage.paths, now: now) { meter.take($0, of: count, unit: "objects") }
        // Copies for pages; whoever weaves takes them out of the store again.
        try FileSystem.remove("\(workspace.machine)/shown")
        meter.finish()
        if oldest != nil { try saved.remove(from: workspace) }
      }
      try json ? tellJSON(garbage, saved, trash) : tell(garbage, trash)
      if !json { tell(saved) }
    }
  }

  private func tellUndone(_ count: Int) throws {
    guard json else { return Terminal.print("put back \(count)") }
    try Terminal.print(json: JSONValue.object(["schema": .integer(1), "restored": .integer(Int64(count))]))
  }

  private func tellJSON(_ garbage: Garbage, _ saved: SavedWork, _ trash: Trash) throws {
    let trashed = try trash.content()
    try Terminal.print(
      json: JSONValue.object([
        "schema": .integer(1), "applied": .bool(apply), "objects": .integer(Int64(garbage.objects.count)),
        "keys": .integer(Int64(garbage.keys.count)), "bytes": .integer(garbage.bytes),
        "keptObjects": .integer(Int64(garbage.kept.objects)), "keptBytes": .integer(garbage.kept.bytes),
        "trashedFiles": .integer(Int64(trashed.things)), "trashedBytes": .integer(trashed.bytes),
        "historyCut": .bool(garbage.isHistoryCut), "savedBytes": .integer(saved.bytes),
        "savedRemoved": .bool(apply && olderThan != nil),
        "saved": .array(saved.items.map { .string($0.path) }),
        "paths": .array(garbage.paths.map(JSONValue.string)),
      ]))
  }

  private func tell(_ garbage: Garbage, _ trash: Trash) throws {
    let keys = garbage.keys.isEmpty ? "" : " and \(garbage.keys.count) entries of the run cache"
    let what = "\(garbage.objects.count) objects\(keys), \(Wording.bytes(garbage.bytes))"
    let rest = "\(garbage.kept.objects) objects stay, \(Wording.bytes(garbage.kept.bytes))"
    if garbage.paths.isEmpty {
      Terminal.print("nothing to collect: \(rest)")
    } else if apply {
      Terminal.print("moved to the trash: \(what); \(rest)")
    } else {
      for item in garbage.keys + garbage.objects {
        Terminal.print("  \(Wording.bytes(item.size))  \(item.path)")
      }
      Terminal.print("would go: \(what); \(rest); `fovea gc --apply` does it")
    }
    if garbage.isHistoryCut {
      Terminal.print("the history is cut off by a shallow clone: older commits cannot say what they need")
    }
    let trashed = try trash.content()
    guard trashed.things > 0 else { return }
    Terminal.print(
      "the trash holds \(trashed.things) files, \(Wording.bytes(trashed.bytes)), each for a week; "
        + "`fovea gc --undo` puts them back")
  }

  /// What stopped runs saved: named only when there is any.
  private func tell(_ saved: SavedWork) {
    guard !saved.items.isEmpty else { return }
    let what = "saved work of stopped runs (\(saved.items.count), \(Wording.bytes(saved.bytes)))"
    switch (olderThan, apply) {
    case (nil, _): Terminal.print("\(what) stays; --older-than DAYS lets go of it")
    case (_, false): Terminal.print("would go for good: \(what)")
    case (_, true): Terminal.print("deleted: \(what)")
    }
  }
}
