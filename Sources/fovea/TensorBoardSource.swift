internal import ContentStore
internal import Foundation
internal import Pipeline
internal import Provenance
internal import StageProtocol
internal import TensorBoard

/// Brings together what TensorBoard can show of a run, from its record and the store.
///
/// Scalars: what the stage recorded over its steps, each step once however often the run was interrupted; then, at
/// the last step, its metrics and the numbers in outputs declared as metrics. Images: what it showed, and the PNG
/// files in outputs declared as plots. Hyper-parameters: the parameters of its key.
struct TensorBoardSource {
  /// How much a log holds.
  struct Summary {
    let scalars: Int
    let points: Int
    let images: Int

    init(_ log: EventLog) {
      scalars = log.scalars.count
      points = log.scalars.reduce(0) { $0 + $1.steps.count }
      images = log.images.count
    }
  }

  private let project: Project

  init(_ project: Project) { self.project = project }

  /// The log of a run; throws `ContentStoreError` when the store has lost what it showed.
  func log(of run: ExportedRuns.Run) throws -> EventLog {
    var log = EventLog(time: run.finished, begun: run.started)
    let kinds = Dictionary(
      (project.graph.stage(StageID(run.stage))?.definition.outputs ?? []).map { ($0.role, $0.kind) }
    ) { first, _ in first }
    let shown = try run.shown.map { try entries(of: $0, below: "") } ?? []
    log.scalars = try curves(shown)
    let step = log.lastStep
    var last = run.metrics.compactMapValues(\.number)
    for output in run.outputs where kinds[output.role] == .metrics {
      last.merge(try numbers(in: output)) { first, _ in first }
    }
    log.scalars += last.sorted { $0.key < $1.key }.map {
      .init(tag: $0.key, steps: [step], values: [$0.value])
    }
    log.images = try images(shown.filter { !$0.path.contains("/") }, prefix: "shown", step)
    for output in run.outputs where kinds[output.role] == .plots {
      log.images += try images(try entries(of: output.content, below: ""), prefix: output.role, step)
    }
    log.settings = settings(run.ingredients.parameters)
    return log
  }

  private typealias Entry = (path: String, content: ContentID)

  /// The files of a folder by their paths in it; of a file itself, under an empty name.
  private func entries(of content: ContentID, below path: String) throws -> [Entry] {
    guard content.kind == .folder else { return [(path, content)] }
    return try project.ledger.store.manifest(of: content.digest).entries.flatMap { entry in
      try entries(of: entry.content, below: path.isEmpty ? entry.name : "\(path)/\(entry.name)")
    }
  }

  private func curves(_ shown: [Entry]) throws -> [EventLog.Scalar] {
    guard let file = shown.first(where: { $0.path == ShownCurve.fileName }) else { return [] }
    return try project.ledger.store.read(file.content.digest).split(separator: UInt8(ascii: "\n")).map {
      line in
      let curve = try JSONDecoder().decode(ShownCurve.self, from: Data(line))
      return EventLog.Scalar(tag: curve.tag, steps: curve.steps, values: curve.values)
    }
  }

  /// The numbers of a JSON file by their place in it, `scores/metric/classes/1/dice`; lists of records are left out.
  private func numbers(in output: RunRecord.Output) throws -> [String: Double] {
    guard output.content.kind == .file, output.path.hasSuffix(".json") else { return [:] }
    let bytes = try project.ledger.store.read(output.content.digest)
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    var numbers: [String: Double] = [:]
    func walk(_ value: JSONValue, _ name: String) {
      switch value {
      case .object(let members): for (key, member) in members { walk(member, "\(name)/\(key)") }
      case .number, .integer: numbers[name] = value.number
      case .bool, .string, .null, .array: break
      }
    }
    walk(value, output.role)
    return numbers
  }

  private func images(_ files: [Entry], prefix: String, _ step: Int) throws -> [EventLog.Image] {
    try files.filter { $0.path.hasSuffix(".png") || $0.path.isEmpty }.compactMap { file in
      let png = try project.ledger.store.read(file.content.digest)
      guard png.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return nil }
      return EventLog.Image(
        tag: prefix + (file.path.isEmpty ? "" : "/\(file.path.dropLast(4))"), step: step, png: png)
    }
  }

  private func settings(_ parameters: [String: JSONValue]) -> [String: EventLog.Setting] {
    parameters.compactMapValues { value in
      switch value {
      case .bool(let truth): .truth(truth)
      case .integer(let number): .number(Double(number))
      case .number(let number): .number(number)
      case .string(let text): .text(text)
      case .null: nil
      case .array, .object: .text(value.text())
      }
    }
  }
}

extension JSONValue {
  /// The number, if it is one.
  fileprivate var number: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
}
