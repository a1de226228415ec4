import ContentStore
import Digest
import Foundation
import StageProtocol

@testable import Provenance

/// A workspace of a test's own with a ledger, gone when the test is over.
final class Fixture: Sendable {
  let root: String
  let store: Store
  let ledger: Ledger

  init() throws {
    root = NSTemporaryDirectory() + "fovea-ledger-\(UUID().uuidString)"
    try FileSystem.makeFolders(root)
    store = try Store(folder: root + "/.fovea/store")
    ledger = try Ledger(root: root, store: store)
  }

  deinit {
    do { try FileSystem.remove(root) } catch { print("cannot clean up: \(error)") }
  }

  /// The path of a name in the workspace.
  func callAsFunction(_ name: String) -> String { root + "/" + name }

  /// Writes a file with the folders above it.
  func write(_ text: String, _ name: String) throws {
    try FileSystem.makeFolders(FileSystem.parent(of: self(name)))
    try FileSystem.writeDurably(text, to: self(name))
  }

  /// An audit without remembered digests.
  var audit: Audit { Audit(ledger: ledger, cache: StatCache(file: nil)) }

  /// Files what stands at an output's path and gives the output.
  func output(_ role: String, _ path: String) throws -> RunRecord.Output {
    RunRecord.Output(role: role, path: path, content: try store.add(self(path)))
  }

  /// A run that used `inputs` and made what stands at the paths of `outputs`.
  func run(
    _ stage: String, _ cell: String? = nil, inputs: [KeyIngredients.Input] = [],
    outputs: [RunRecord.Output] = [], outcome: RunRecord.Outcome = .ran,
    parameters: [String: JSONValue] = [:], restoredFrom: String? = nil, stamp: Stamp = .unversioned
  ) throws -> RunRecord {
    let ingredients = KeyIngredients(
      code: SHA256Digest(of: stage), inputs: inputs, parameters: parameters,
      outputs: outputs.map { .init(role: $0.role, path: $0.path, isFolder: $0.content.kind == .folder) },
      toolchain: "Swift 6", cpu: "x86-64-v3", seed: .max)
    return RunRecord(
      run: try ledger.newRun(), stage: stage, cell: cell, ingredients: ingredients, outputs: outputs,
      outcome: outcome, restoredFrom: restoredFrom, metrics: ["dice": .number(.nan), "loss": .number(0.1)],
      started: 1.5, finished: 2.25, host: "here", threads: 2, stamp: stamp)
  }

  /// An input as made by another run.
  func input(_ output: RunRecord.Output) -> KeyIngredients.Input {
    .init(role: output.role, path: output.path, content: output.content)
  }
}
