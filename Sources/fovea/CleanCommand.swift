internal import ArgumentParser
internal import ContentStore
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// `fovea clean`: results of cells that the pipeline does not have any more.
struct CleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Say which results are of cells that the pipeline has no more; with --apply take them away.",
    discussion: """
      Cells of another profile are among them. The store keeps everything until `fovea gc --older-than` lets it \
      go: a run puts back what it needs again, `fovea restore RUN --to FOLDER` copies the rest.
      """)

  @Flag(name: [.long, .customLong("yes")], help: "Do it; without, nothing is changed.") var apply = false
  @Flag(help: "One JSON document.") var json = false
  @OptionGroup var opening: Opening

  func run() throws {
    try answering {
      let lock = apply ? try WorkspaceLock.acquire(opening.workspace().lock) : nil
      defer { lock?.release() }
      let project = try opening.project()
      let leftovers = try Leftovers(in: project)
      let meter = Meter("taking away")
      let total = leftovers.items.reduce(0) { $0 + $1.paths.count }
      var done = 0
      if apply {
        let tell = { (_: String) in
          done += 1
          meter.take(done, of: total, unit: "outputs")
        }
        try leftovers.takeAway(tell: tell, note: Terminal.note)
      }
      meter.finish()
      remember(project.save)
      try json ? tellJSON(leftovers) : tell(leftovers)
    }
  }

  private func tellJSON(_ leftovers: Leftovers) throws {
    let cells = leftovers.items.map { item in
      JSONValue.object([
        "cell": .string(item.maker.name), "run": .string(item.maker.run), "bytes": .integer(item.bytes),
        "paths": .array(item.paths.map(JSONValue.string)),
      ])
    }
    try Terminal.print(
      json: JSONValue.object(["schema": .integer(1), "applied": .bool(apply), "cells": .array(cells)]))
  }

  private func tell(_ leftovers: Leftovers) {
    let items = leftovers.items
    guard !items.isEmpty else { return Terminal.print("nothing to clean: every result is of a cell that is") }
    let rows = items.map { item -> [String] in
      let first = item.paths.first ?? "(a record only)"
      return [item.maker.name, "run \(item.maker.run)", Wording.bytes(item.bytes), first]
    }
    Wording.table(rows).forEach { Terminal.print($0) }
    let paths = items.reduce(0) { $0 + $1.paths.count }
    let size = Wording.bytes(items.reduce(0) { $0 + $1.bytes })
    let what = "\(paths) outputs and the records of \(items.count) cells, \(size)"
    Terminal.print(
      apply ? "took away \(what); the store has them" : "would go: \(what); `fovea clean --apply` does it")
  }
}
