internal import ContentStore
internal import Digest
internal import Foundation
internal import Git
internal import Pipeline
internal import Provenance
internal import StageProtocol
internal import Weave

/// The woven pages of a project: what is shown comes from records and the store, what is told from the sources.
struct Report {
  let project: Project
  private let judgements: [CellID: Judgement]
  /// Where the pages lie.
  var folder: String { project.workspace.path("artifacts/report") }

  /// A report of the results as they stand.
  init(_ project: Project) throws {
    self.project = project
    let all = try project.judgements()
    judgements = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
  }

  /// Weaves the pages whose text or results changed since they were woven last, and the index.
  ///
  /// Returns the pages that were written. Throws `WeaveError` for a page that cannot be woven.
  @discardableResult
  func weave(all: Bool = false) throws -> [WovenPage] {
    var woven = Woven(path: project.workspace.machine + "/woven.json")
    var pages: [WovenPage] = []
    var rows: [IndexInput.Stage] = []
    for stage in project.graph.stages {
      guard let input = try input(of: stage) else { continue }
      let mark = try mark(of: stage, input)
      let file = folder + "/" + WovenPage.fileName(stage: stage.id.name)
      if all || woven.marks[stage.id.name] != mark || !FileManager.default.fileExists(atPath: file) {
        let page = try WovenPage(input)
        try FileSystem.makeFolders(folder)
        try FileSystem.writeDurably(page.html, to: file)
        pages.append(page)
      }
      woven.marks[stage.id.name] = mark
      rows.append(try row(of: stage, input))
    }
    if !pages.isEmpty {
      let index = IndexInput(
        project: project.definition.name, profile: project.definition.profile ?? "", stages: rows)
      try FileSystem.writeDurably(IndexWriter.html(index), to: folder + "/" + IndexWriter.fileName)
      try woven.save()
    }
    return pages
  }

  /// Everything that the page of a stage is made of, or nil for a stage without a source.
  func input(of stage: Graph.Stage) throws -> WeaveInput? {
    guard let path = project.page(of: stage.definition), try FileSystem.exists(project.workspace.path(path))
    else { return nil }
    let source = String(decoding: try FileSystem.read(project.workspace.path(path)), as: UTF8.self)
    return WeaveInput(
      project: project.definition.name, stage: stage.id.name, sourcePath: path, source: source,
      cells: try stage.cells.map { try cell($0.id, source: source) })
  }

  private func cell(_ id: CellID, source: String) throws -> WeaveInput.Cell {
    guard let record = try project.ledger.stageRecord(stage: id.stage.name, cell: id.cell).record else {
      return WeaveInput.Cell(name: id.cell, standing: .missing, shownFolder: nil)
    }
    let run = try project.ledger.run(record.produced.run).record
    let text = try run?.page.map { String(decoding: try project.ledger.store.read($0), as: UTF8.self) }
    return WeaveInput.Cell(
      name: id.cell, standing: standing(id), shownFolder: try shown(record.result.shown),
      sourceAtRun: text == source ? nil : text, provenance: PageProvenance(record))
  }

  private func standing(_ id: CellID) -> WeaveInput.Standing {
    guard let judgement = judgements[id] else { return .stale(reasons: ["the pipeline has changed"]) }
    return switch judgement.state {
    case .fresh: .fresh
    case .running, .failed: .partial
    default: .stale(reasons: judgement.reasons.map(\.description))
    }
  }

  /// A copy of what a run showed, taken from the store once.
  private func shown(_ content: ContentID?) throws -> String? {
    guard let content else { return nil }
    let copy = "\(project.workspace.machine)/shown/\(content.digest.hex)"
    if try !FileSystem.exists(copy) {
      try FileSystem.makeFolders(FileSystem.parent(of: copy))
      try project.ledger.store.restore(content, to: copy)
    }
    return copy
  }

  /// Changes whenever the page would.
  private func mark(of stage: Graph.Stage, _ input: WeaveInput) throws -> String {
    var hasher = SHA256Hasher()
    hasher.update("weave 1\n\(input.sourcePath)\n\(SHA256Digest(of: input.source))\n")
    for cell in input.cells {
      let made = cell.provenance.map { "\($0.run) \($0.key)" } ?? "none"
      hasher.update("\(cell.name ?? "")\n\(cell.standing)\n\(cell.shownFolder ?? "")\n\(made)\n")
    }
    return hasher.finish().hex
  }

  private func row(of stage: Graph.Stage, _ input: WeaveInput) throws -> IndexInput.Stage {
    let page = try Page(input)
    let runs = try stage.cells.compactMap {
      try project.ledger.stageRecord(stage: $0.id.stage.name, cell: $0.id.cell).record?.produced.run
    }.compactMap { try project.ledger.run($0).record }
    let last = input.cells.compactMap(\.provenance).last
    return IndexInput.Stage(
      name: stage.id.name, title: page.title, state: page.state, upstream: stage.upstream.map(\.name),
      cells: stage.cells.count, seconds: runs.isEmpty ? nil : runs.reduce(0) { $0 + $1.wallSeconds },
      commit: last?.commit, dirty: last?.dirty ?? false)
  }
}

/// Stage → what its page was woven from; lost, it costs a weave.
private struct Woven: Codable {
  var marks: [String: String] = [:]
  private var path = ""

  private enum CodingKeys: String, CodingKey { case marks }

  init(path: String) {
    let data = FileManager.default.contents(atPath: path)
    self = data.flatMap { try? JSONDecoder().decode(Woven.self, from: $0) } ?? Woven()
    self.path = path
  }

  private init() {}

  func save() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try FileSystem.writeDurably([UInt8](try encoder.encode(self)), to: path)
  }
}

extension PageProvenance {
  /// What a committed record says.
  init(_ record: StageRecord) {
    let ingredients = record.result.ingredients
    self.init(
      stage: record.stage, cell: record.cell, run: record.produced.run,
      commit: record.produced.commit?.hex, dirty: record.produced.dirty,
      snapshot: record.produced.snapshot?.hex, key: record.result.key.hex,
      inputs: ingredients.inputs.map {
        Artifact(role: $0.role, path: $0.path, sha256: $0.content.digest.hex)
      },
      outputs: record.result.outputs.map {
        Artifact(role: $0.role, path: $0.path, sha256: $0.content.digest.hex)
      },
      parameters: ingredients.parameters, seed: ingredients.seed,
      software: ingredients.libraries.merging(["toolchain": ingredients.toolchain]) { first, _ in first })
  }
}
