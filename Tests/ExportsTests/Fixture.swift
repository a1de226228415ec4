import ContentStore
import Digest
import Exports
import Foundation
import Provenance
import StageProtocol

/// A workspace of a test's own with runs on record, gone when the test is over.
final class Fixture {
  let root: String
  let ledger: Ledger

  init() throws {
    root = NSTemporaryDirectory() + "fovea-exports-\(UUID().uuidString)"
    ledger = try Ledger(root: root, store: try Store(folder: root + "/.fovea/store"))
    try write("name: p\n", to: "pipeline.yaml")
  }

  deinit {
    do { try FileSystem.remove(root) } catch { print("cannot clean up: \(error)") }
  }

  /// Writes a file with the folders above it.
  func write(_ text: String, to path: String) throws {
    try FileSystem.makeFolders(FileSystem.parent(of: "\(root)/\(path)"))
    try FileSystem.writeDurably(text, to: "\(root)/\(path)")
  }

  /// Raw data at a path of the workspace, or, without one, from outside.
  func raw(_ role: String, _ text: String, at path: String?) throws -> KeyIngredients.Input {
    let file = path ?? ".fovea/outside"
    try write(text, to: file)
    return KeyIngredients.Input(role: role, path: path, content: try ledger.store.add("\(root)/\(file)"))
  }

  /// Runs a stage: writes its outputs, by path, and puts the run on record.
  func run(
    _ stage: String, _ cell: String? = nil, inputs: [KeyIngredients.Input] = [],
    outputs: [String: String], parameters: [String: JSONValue] = [:],
    environment: [String: String?] = [:], stamp: Stamp = .unversioned
  ) throws -> RunRecord {
    let made = try outputs.sorted { $0.key < $1.key }.map { path, text in
      // What is written into a folder is that folder's only file.
      try write(text, to: path.hasSuffix("/") ? path + "file" : path)
      let name = path.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? path
      return RunRecord.Output(role: name, path: path, content: try ledger.store.add("\(root)/\(path)"))
    }
    let ingredients = KeyIngredients(
      code: SHA256Digest(of: stage), inputs: inputs, parameters: parameters,
      outputs: made.map { .init(role: $0.role, path: $0.path, isFolder: $0.content.kind == .folder) },
      environment: environment, toolchain: "Swift 6", libraries: ["blas": "0.3"], cpu: "x86-64-v3", seed: 7)
    let record = RunRecord(
      run: try ledger.newRun(), stage: stage, cell: cell, ingredients: ingredients, outputs: made,
      outcome: .ran, started: 1.5, finished: 2.25, host: "here", threads: 2, stamp: stamp)
    _ = try ledger.commit(record)
    return record
  }

  /// What a run made, as another run's input.
  func input(_ record: RunRecord, _ path: String, role: String) throws -> KeyIngredients.Input {
    let output = record.outputs.first { $0.path == path }
    return KeyIngredients.Input(
      role: role, path: path, content: try output?.content ?? ledger.store.add("\(root)/\(path)"))
  }

  /// What is exported of a run: all of its outputs, or the one at a path.
  func source(_ record: RunRecord, path: String? = nil) throws -> ExportSource {
    try ExportSource(
      of: Maker(record), path: path, pipeline: "p", ledger: ledger, cache: StatCache(file: nil))
  }

  /// A document of PROV.
  func prov(_ record: RunRecord) throws -> JSONValue { try parse(PROVDocument.text(source(record))) }

  /// The statement of a result.
  func slsa(_ record: RunRecord) throws -> JSONValue { try parse(SLSAStatement.line(source(record))) }

  /// A crate's entities by their names, and its README.
  func crate(_ record: RunRecord, path: String? = nil) throws -> (graph: [String: JSONValue], readme: String)
  {
    let folder = "\(root)/crate-\(UUID().uuidString)"
    try ROCrate.write(source(record, path: path), to: folder)
    func read(_ name: String) throws -> String {
      String(decoding: try FileSystem.read("\(folder)/\(name)"), as: UTF8.self)
    }
    let graph = try parse(read("ro-crate-metadata.json"))["@graph"]?.list ?? []
    let entities = graph.map { ($0["@id"]?.text ?? "", $0) }
    return (try Dictionary(entities) { _, _ in throw Repeated() }, try read("README.md"))
  }

  private struct Repeated: Error {}

  private func parse(_ text: String) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }
}

extension JSONValue {
  /// The text, or nil when this is none.
  var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The members of an object; none for anything else.
  var members: [String: JSONValue] {
    guard case .object(let members) = self else { return [:] }
    return members
  }

  /// The values of an array; anything else as the only one.
  var list: [JSONValue] {
    guard case .array(let values) = self else { return [self] }
    return values
  }

  /// The names that a member refers to.
  func references(_ member: String) -> [String] { (self[member]?.list ?? []).compactMap { $0["@id"]?.text } }
}
