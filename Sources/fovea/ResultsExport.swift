internal import ContentStore
internal import Exports
internal import Foundation
internal import Pipeline
internal import Provenance

/// Results for others: small outputs, committed records, pages without pictures, and what each cell cost.
struct ResultsExport {
  private struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  /// Outputs of more bytes than this are data or weights: records name them, nobody reads them.
  private static let limit: Int64 = 1 << 20

  private let project: Project
  /// The cells that were asked for.
  private let targets: [Maker]
  /// They and all behind them, each after those whose outputs it used.
  private let makers: [Maker]

  /// Gathers the history of stages and cells; throws where one has no result that stands in `artifacts/`.
  init(of subjects: [String], in project: Project) throws {
    self.project = project
    let ledger = project.ledger
    targets = try subjects.flatMap { text in
      let found = try Subject(text, in: ledger, cache: project.cache)
      guard found.kind == .cell, !found.makers.isEmpty else {
        throw UsageError(description: "'\(text)': expected a stage or a cell with results")
      }
      return found.makers
    }
    var seen: Set<String> = []
    makers = try targets.flatMap { target in
      try Lineage(of: target, ledger: ledger, cache: project.cache).makers
        .filter { seen.insert($0.name).inserted }
    }
  }

  /// Writes everything into a folder that must not exist; whatever is thrown leaves nothing behind.
  func write(to folder: String, warn: (String) -> Void) throws {
    try FileSystem.makeNewFolder(folder) { partial in
      for maker in makers { try write(maker, to: partial) }
      let stages = Set(makers.map { StageID($0.stage) })
      let weaver = Weaver(project: project, pictures: .nowhere)
      for (name, bytes) in try weaver.pages(stages, warn: warn) {
        try put(bytes, at: "\(partial)/pages/\(name)")
      }
      try put(Array(costs().utf8), at: "\(partial)/cells.csv")
      try put(Array(readme(of: folder).utf8), at: "\(partial)/README.md")
    }
  }

  /// A cell's record and small outputs.
  private func write(_ maker: Maker, to folder: String) throws {
    let ledger = project.ledger
    let path = Ledger.recordPath(stage: maker.stage, cell: maker.cell)
    let standing = try ledger.stageRecord(stage: maker.stage, cell: maker.cell).record
    guard let standing, standing.result.key == maker.key, standing.result.outputs == maker.outputs else {
      throw Refusal(
        description: "\(maker.name): expected the record of run \(maker.run) at '\(path)', found "
          + (standing.map { "that of run \($0.produced.run)" } ?? "none")
          + "; bring everything up to date with `fovea run` first")
    }
    let bytes = try FileSystem.read(project.workspace.path(path))
    try put(bytes, at: "\(folder)/records/\(path.split(separator: "/").last ?? "")")
    for output in maker.outputs where Self.isSmall(output) {
      try put(ledger.store.read(output.content.digest), at: "\(folder)/\(Self.place(output))")
    }
  }

  private static func isSmall(_ output: RunRecord.Output) -> Bool {
    output.content.kind == .file && output.content.size <= limit
  }

  /// Where an output lies in the folder: as in the workspace, without `artifacts/`.
  private static func place(_ output: RunRecord.Output) -> String {
    output.path.hasPrefix("artifacts/") ? String(output.path.dropFirst("artifacts/".count)) : output.path
  }

  private func put(_ bytes: [UInt8], at path: String) throws {
    try FileSystem.makeFolders(FileSystem.parent(of: path))
    try FileSystem.writeDurably(bytes, to: path)
  }

  /// A line a cell: what it cost, and where its code is.
  private func costs() throws -> String {
    let lines = try makers.map { maker in
      // Of outputs that were put back, the run that made them.
      let run = try maker.record?.restoredFrom.map { try project.ledger.run($0).record } ?? maker.record
      let numbers = [run?.wallSeconds, run?.cpuSeconds].map { $0.map { String(format: "%.1f", $0) } ?? "" }
      let memory = run.map { "\($0.peakMemory >> 20)" } ?? ""
      return
        ([maker.name] + numbers + [memory, run.map { "\($0.threads)" } ?? ""]
        + [Timestamp.text(maker.finished), maker.run, maker.commit?.hex ?? "", maker.snapshot?.hex ?? ""]
        + [maker.key.hex]).joined(separator: ",")
    }
    let title = "cell,seconds,cpu_seconds,peak_mib,threads,finished,run,commit,snapshot,key"
    return ([title] + lines).joined(separator: "\n") + "\n"
  }

  /// The tables as they are, and how to check them.
  private func readme(of folder: String) throws -> String {
    let name = folder.split(separator: "/").last.map(String.init) ?? folder
    let place = project.ledger.place(of: folder)
    let commits = Set(makers.compactMap(\.code)).map { "`\($0.hex)`" }.sorted()
    var parts = [
      """
      # \(name)

      \(targets.map { "`\($0.name)`" }.joined(separator: ", ")), profile \
      `\(project.definition.profile ?? "")`, and all behind: \(makers.count) cells, made at \
      \(commits.joined(separator: ", ")). Written by `fovea export results`; every number of a table is in \
      a file beside, made by a run whose record is in `records/`. `cells.csv` tells what each cell cost, \
      `pages/index.html` shows the pages. Data, weights and pictures of scans are not here; records name \
      them by digest.
      """
    ]
    for target in targets {
      for output in target.outputs where Self.isSmall(output) && output.path.hasSuffix(".txt") {
        let bytes = try project.ledger.store.read(output.content.digest)
        let file = Self.place(output)
        parts.append(
          """
          ## \(target.name)

          ```text
          \(String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines))
          ```

          Who made it: `fovea audit \(place)/\(file)`
          """)
      }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }
}
