internal import ContentStore
internal import Digest
internal import Foundation
internal import Git
internal import Pipeline
internal import Provenance
internal import Weave

/// Results for others: small texts, committed records, pages without pictures, and what each cell cost.
struct ResultsExport {
  private struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  /// Outputs of more bytes than this are data or weights: records name them, nobody reads them.
  private static let limit: Int64 = 1 << 20
  /// The endings of texts that people and programs read; weights and pictures may be small, too.
  private static let texts: Set = ["csv", "json", "md", "tsv", "txt"]

  private let project: Project
  /// The cells that were asked for.
  private let targets: [Maker]
  /// They and all behind them, each after those whose outputs it used.
  private let makers: [Maker]
  /// The roles of folders that go along.
  private let roles: Set<String>

  /// Gathers the history of stages and cells as it stands in `artifacts/`.
  ///
  /// - Parameter roles: the folders that go along; any other folder, like frames, may show patients.
  /// - Throws: where a cell, or one behind it, is not what pipeline.yaml with this profile, code and inputs give.
  init(of subjects: [String], folders roles: [String], in project: Project) throws {
    self.project = project
    self.roles = Set(roles)
    let ledger = project.ledger
    targets = try subjects.flatMap { text in
      let found = try Subject(text, in: ledger, cache: project.cache)
      guard found.kind == .cell, !found.makers.isEmpty else {
        throw UsageError(description: "'\(text)': expected a stage or a cell with results")
      }
      return found.makers
    }
    project.allowsMissing = true
    let judgements = try project.judgements(project.selection(subjects))
    if let other = judgements.first(where: { $0.state != .fresh }) {
      throw Refusal(
        description: "\(other.id) is \(other.state.rawValue): \(Wording.brief(other.reasons)); expected "
          + "results that are up to date with profile '\(project.definition.profile ?? "")'")
    }
    let standing = Dictionary(
      try Subject.workspace(ledger).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    makers = judgements.compactMap { standing["\($0.id)"] }
  }

  /// Writes everything into a folder that must not exist; whatever is thrown leaves nothing behind.
  func write(to folder: String, warn: (String) -> Void) throws {
    let costs = try costs()
    try FileSystem.makeNewFolder(folder) { partial in
      for maker in makers {
        if maker.dirty, let snapshot = maker.snapshot {
          warn(
            "\(maker.name) was made from changes that no commit holds; others need snapshot \(snapshot): "
              + "git push origin refs/fovea/snapshots/\(snapshot)")
        }
        try write(maker, to: partial)
      }
      let stages = try Set(makers.map { StageID($0.stage) }).filter { try isShown($0, warn) }
      let cells = Set(makers.map(Self.id).filter { stages.contains($0.stage) })
      let seconds = Dictionary(
        costs.filter { !$0.runs.isEmpty }.map { (Self.id($0.maker), $0.wall) },
        uniquingKeysWith: { first, _ in first })
      let weaver = Weaver(project: project, pictures: .nowhere)
      for (name, bytes) in try weaver.pages(of: cells, seconds: seconds, warn: warn) {
        try put(bytes, at: "\(partial)/pages/\(name)")
      }
      for run in costs.flatMap(\.runs) { try put(run: run.run, to: partial) }
      try put(Array(csv(of: costs).utf8), at: "\(partial)/cells.csv")
      try put(Array(readme(of: folder, costs).utf8), at: "\(partial)/README.md")
    }
  }

  /// Whether what a stage's cells showed is here: of results that were imported it is not.
  private func isShown(_ stage: StageID, _ warn: (String) -> Void) throws -> Bool {
    let missing = try makers.filter { $0.stage == stage.name }.filter { maker in
      let record = try project.ledger.stageRecord(stage: maker.stage, cell: maker.cell).record
      return try record?.result.shown.map { try !project.ledger.store.holds($0) } ?? false
    }
    if let first = missing.first {
      warn("no page of \(stage): what \(first.name) showed is not here; its numbers are")
    }
    return missing.isEmpty
  }

  /// A cell's record and small texts.
  private func write(_ maker: Maker, to folder: String) throws {
    let ledger = project.ledger
    let path = Ledger.recordPath(stage: maker.stage, cell: maker.cell)
    let bytes = try FileSystem.read(project.workspace.path(path))
    try put(bytes, at: "\(folder)/records/\(path.split(separator: "/").last ?? "")")
    try put(run: maker.run, to: folder)
    let published = try published(maker)
    for output in published {
      try ledger.store.restore(output.content, to: PublishedResults.place(of: output.path, in: folder))
    }
    for output in maker.outputs where output.content.kind == .folder && !published.contains(output) {
      try put(listOf: output.content.digest, to: folder)
    }
  }

  /// What a folder holds that does not go along, by names and digests: whoever read a file of it is known then.
  private func put(listOf digest: SHA256Digest, to folder: String) throws {
    guard let manifest = try project.ledger.store.knownManifest(of: digest) else { return }
    try put(manifest.bytes, at: PublishedResults.manifest(digest, in: folder))
    for entry in manifest.entries where entry.content.kind == .folder {
      try put(listOf: entry.content.digest, to: folder)
    }
  }

  /// The outputs of a cell that go along: small texts, and folders of the roles that were named, as far as they
  /// are here; never plots, and no file of weights.
  private func published(_ maker: Maker) throws -> [RunRecord.Output] {
    let cell = project.graph.cell(Self.id(maker))
    let open = Set(cell?.outputs.filter { $0.kind != .plots }.map(\.role) ?? [])
    return try maker.outputs.filter { output in
      guard open.contains(output.role), output.content.size <= Self.limit,
        output.content.kind == .file ? Self.isText(output) : roles.contains(output.role)
      else { return false }
      return try project.ledger.store.holds(output.content)
    }
  }

  private static func isText(_ output: RunRecord.Output) -> Bool {
    output.role != WeightsExport.weights && texts.contains((output.path as NSString).pathExtension)
  }

  private static func id(_ maker: Maker) -> CellID { CellID(StageID(maker.stage), maker.cell) }

  /// A run's record, where it is here.
  private func put(run: String, to folder: String) throws {
    guard let bytes = try project.ledger.published(run: run) else { return }
    try put(bytes, at: "\(folder)/runs/\(run).json")
  }

  private func put(_ bytes: [UInt8], at path: String) throws {
    try FileSystem.makeFolders(FileSystem.parent(of: path))
    try FileSystem.writeDurably(bytes, to: path)
  }

  /// What a cell cost: its run, and those before it that were stopped or failed and that it may have gone on from.
  private struct Cost {
    let maker: Maker
    /// Empty where the run's record is not here.
    var runs: [RunRecord] = []

    var wall: Double { runs.reduce(0) { $0 + $1.wallSeconds } }
    var processor: Double { runs.reduce(0) { $0 + $1.cpuSeconds } }
    var mebibytes: Int64 { (runs.map(\.peakMemory).max() ?? 0) >> 20 }
  }

  private func costs() throws -> [Cost] {
    let ledger = project.ledger
    let runs = Dictionary(
      grouping: try ledger.runs().compactMap { try ledger.run($0).record }, by: \.key)
    return try makers.map { maker in
      // Of outputs that were put back, the run that made them.
      let made = try maker.record?.restoredFrom.flatMap { try ledger.run($0).record } ?? maker.record
      guard let made else { return Cost(maker: maker) }
      // Since the last good one; a record without threads is of a stage that did not even start.
      let before = runs[made.key, default: []].filter { $0.started < made.started }
      let last = before.filter { $0.outcome == .ran }.map(\.started).max() ?? 0
      let stopped = before.filter { $0.started > last && $0.outcome == .failed && $0.threads > 0 }
      return Cost(maker: maker, runs: stopped + [made])
    }
  }

  /// A line a cell: what it cost, and where its code is.
  private func csv(of costs: [Cost]) -> String {
    let lines = costs.map { cost in
      let numbers =
        cost.runs.isEmpty
        ? ["", "", "", "", ""]
        : [cost.wall, cost.processor].map { String(format: "%.1f", $0) }
          + ["\(cost.mebibytes)", "\(cost.runs.last?.threads ?? 0)", "\(cost.runs.count)"]
      let maker = cost.maker
      return
        ([maker.name] + numbers + [Self.moment(maker.finished), maker.run, maker.commit?.hex ?? ""]
        + [maker.snapshot?.hex ?? "", maker.key.hex]).joined(separator: ",")
    }
    let title = "cell,seconds,cpu_seconds,peak_mib,threads,runs,finished,run,commit,snapshot,key"
    return ([title] + lines).joined(separator: "\n") + "\n"
  }

  /// The same for readers, without what took no second; nil where nothing did.
  private static func table(of costs: [Cost]) -> String? {
    let rows = costs.filter { $0.wall >= 1 }.map { cost in
      [
        cost.maker.name, Wording.seconds(cost.wall), Wording.seconds(cost.processor),
        "\(cost.runs.last?.threads ?? 0)", "\(cost.mebibytes) MiB",
        cost.runs.count > 1 ? "in \(cost.runs.count) runs" : "",
      ]
    }
    guard !rows.isEmpty else { return nil }
    let titles = ["cell", "wall time", "processor time", "threads", "memory at most", ""]
    return "## What each cell cost\n\n" + markdown([titles] + rows)
  }

  private static func moment(_ seconds: Double) -> String {
    Date(timeIntervalSince1970: seconds.rounded(.down)).ISO8601Format()
  }

  /// Comma separated values as a table for forges; nil for one too wide to be read there.
  static func markdown(csv: String) -> String? {
    // By scalars, as the tables are written: a mark may join a comma, and a carriage return its line's end.
    let rows = csv.unicodeScalars.split(separator: "\n").map { line in
      // Quotes stand around cells with commas; every second piece lies within them, and nothing between two
      // such pieces is a quote of the cell's own.
      let pieces = line.split(separator: "\"", omittingEmptySubsequences: false)
      let marked = pieces.enumerated().map { index, piece -> String in
        guard index.isMultiple(of: 2) else { return String(piece) }
        guard !piece.isEmpty || index == 0 || index == pieces.count - 1 else { return "\"" }
        return joined(piece.split(separator: ",", omittingEmptySubsequences: false), by: "\u{0}")
      }.joined()
      return marked.unicodeScalars.split(separator: "\u{0}", omittingEmptySubsequences: false).map {
        String($0)
      }
    }
    guard let titles = rows.first, titles.count <= widest, rows.allSatisfy({ $0.count == titles.count })
    else { return nil }
    return markdown(rows)
  }

  /// A table for forges; the first row are the titles.
  private static func markdown(_ rows: [[String]]) -> String {
    let titles = rows.first ?? []
    let lines = [titles, titles.map { _ in "---" }] + rows.dropFirst()
    return lines.map { row in
      "| "
        + row.map {
          joined($0.unicodeScalars.split(separator: "|", omittingEmptySubsequences: false), by: "\\|")
        }.joined(separator: " | ") + " |"
    }.joined(separator: "\n")
  }

  private static func joined(_ parts: [Substring.UnicodeScalarView], by sign: String) -> String {
    parts.map { String($0) }.joined(separator: sign)
  }

  /// The most columns of a table on a forge.
  private static let widest = 16

  /// The tables as they are, and how to check them.
  private func readme(of folder: String, _ costs: [Cost]) throws -> String {
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
      for output in try published(target) where output.content.kind == .file {
        let text = String(decoding: try project.ledger.store.read(output.content.digest), as: UTF8.self)
          .trimmingCharacters(in: .newlines)
        let table: String
        if output.path.hasSuffix(".txt") {
          table = "```text\n\(text)\n```"
        } else if output.path.hasSuffix(".csv"), let markdown = Self.markdown(csv: text) {
          table = markdown
        } else {
          continue
        }
        parts.append(
          """
          ## \(target.name): \(output.role)

          \(table)

          Who made it: `fovea audit \(PublishedResults.place(of: output.path, in: place))`
          """)
      }
    }
    parts += Self.table(of: costs).map { [$0] } ?? []
    return parts.joined(separator: "\n\n") + "\n"
  }
}
