internal import ContentStore
internal import Foundation
internal import Pipeline
internal import Provenance
internal import StageProtocol

/// Finds the runs whose results an export is about.
struct ExportedRuns {
  /// What an export takes from a run's record.
  struct Run {
    var stage: String
    var cell: String?
    var ingredients: KeyIngredients
    var outputs: [RunRecord.Output]
    var shown: ContentID?
    var metrics: [String: JSONValue] = [:]
    /// Seconds since 1970.
    var started: Double
    var finished: Double

    /// `modeling@unet_fcn`, as folders and people call it.
    var name: String { "\(CellID(StageID(stage), cell))" }
  }

  private let project: Project

  init(_ project: Project) { self.project = project }

  /// The runs that made what stands at a path or below it, else the one that made the same bytes elsewhere.
  func of(_ path: String) throws -> [Run] {
    let place = FileSystem.bare(project.ledger.place(of: path))
    let isAll = ByteOrder.same(place, project.workspace.root)
    let records = try project.ledger.stageRecords().compactMap(\.record.record)
    let found = records.filter { record in
      record.result.outputs.contains { isAll || FileSystem.meet(place, $0.path) }
    }
    if !found.isEmpty { return try found.map(run).sorted { $0.name < $1.name } }
    guard try FileSystem.exists(path) else {
      throw UsageError(
        description: "'\(path)': expected a result or a folder with results; nothing lies there")
    }
    let audit = Audit(ledger: project.ledger, cache: project.cache)
    guard let report = try audit.report(path: path), let record = try project.ledger.run(report.run).record
    else {
      throw Unmade(path: path)
    }
    return [run(record)]
  }

  private struct Unmade: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path): no run on record made this, nor anything below it" }
  }

  private func run(_ record: StageRecord) throws -> Run {
    let made = try project.ledger.run(record.produced.run).record
    return Run(
      stage: record.stage, cell: record.cell, ingredients: record.result.ingredients,
      outputs: record.result.outputs, shown: record.result.shown, metrics: made?.metrics ?? [:],
      started: made?.started ?? record.produced.finished, finished: record.produced.finished)
  }

  private func run(_ record: RunRecord) -> Run {
    Run(
      stage: record.stage, cell: record.cell, ingredients: record.ingredients, outputs: record.outputs,
      shown: record.shown, metrics: record.metrics, started: record.started, finished: record.finished)
  }
}
